// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Measures source files and their methods with the compiler's own eyes. */
final class SourceSizes {
    static final int MAX_FILE_LINES = 400;
    static final int MAX_METHOD_LINES = 40;

    private SourceSizes() {}

    /**
     * What is too long, for people; empty if nothing is.
     *
     * @param sources by the name of the file
     */
    static List<String> tooLong(Map<String, String> sources) throws IOException {
        List<String> complaints = new ArrayList<>();
        List<JavaFileObject> files = new ArrayList<>();
        sources.forEach((name, source) -> {
            long lines = source.lines().count();
            if (lines > MAX_FILE_LINES) {
                complaints.add(name + " has " + lines + " lines, more than " + MAX_FILE_LINES);
            }
            files.add(inMemory(name, source));
        });
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavacTask task = (JavacTask) compiler.getTask(null, null, null, null, null, files);
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        for (CompilationUnitTree unit : task.parse()) {
            complaints.addAll(longMethods(unit, positions));
        }
        return complaints;
    }

    private static List<String> longMethods(CompilationUnitTree unit, SourcePositions positions) {
        List<String> complaints = new ArrayList<>();
        LineMap map = unit.getLineMap();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitMethod(MethodTree method, Void unused) {
                long first = map.getLineNumber(positions.getStartPosition(unit, method));
                long last = map.getLineNumber(positions.getEndPosition(unit, method));
                long lines = last - first + 1;
                if (lines > MAX_METHOD_LINES) {
                    complaints.add(unit.getSourceFile().getName() + ", line " + first + ": method " + method.getName()
                            + " has " + lines + " lines, more than " + MAX_METHOD_LINES);
                }
                return super.visitMethod(method, null);
            }
        }.scan(unit, null);
        return complaints;
    }

    private static JavaFileObject inMemory(String name, String source) {
        return new SimpleJavaFileObject(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
    }
}
