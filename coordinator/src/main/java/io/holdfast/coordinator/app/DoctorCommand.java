// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.coordinator.port.Checkup.Finding;
import io.holdfast.coordinator.port.Checkup.Grade;
import io.holdfast.coordinator.port.Checkup.Report;
import io.holdfast.coordinator.port.Checkup.Snippet;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code doctor}: looks whether a coordinator with the same settings could start, or does run, and says of each thing how it
 * is. Reads the settings as a start does, starts nothing, and disturbs nobody. Stateless.
 */
final class DoctorCommand {
    private static final String SETTINGS = "settings";
    private static final Pattern PLACE = Pattern.compile("line \\d+, column \\d+");
    private static final int SOUND = 0;
    private static final int BROKEN = 1;
    private static final int MISUSED = 2;

    private static final String HELP = """
            java -jar holdfast-coordinator.jar doctor [--json] [--setting=value ...]

            Give it the settings of the start, from the same directory and environment. It looks at the settings, Java,
            the data directory, the log and its schema, the database server, the clock, ports, the address that clients
            are told, registries, certificates, and what stands open; and says of each, in one line,

              ok | warn | FAIL   what   - what it saw; what to do

            It changes nothing, and may be used while the coordinator runs. --json prints the same for scripts. Its exit
            status is 0 if nothing FAILs, and else 1. It ends with what to copy into a client.
            """;

    private DoctorCommand() {}

    /** What a coordinator's settings are read from, and nothing that would start one. */
    @EnableConfigurationProperties({HoldfastSettings.class, ServerProperties.class})
    @ImportAutoConfiguration(SslAutoConfiguration.class)
    static final class Examined {}

    /** @return the exit status */
    static int run(List<String> arguments) {
        PrintStream out = System.out;
        // What libraries print and log is not part of the answer.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        LoggingSystem.get(DoctorCommand.class.getClassLoader())
                .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.OFF);
        return run(arguments, out);
    }

    static int run(List<String> arguments, PrintStream out) {
        List<String> settings = new ArrayList<>(arguments);
        boolean json = settings.remove("--json");
        if (settings.contains("--help") || settings.contains("-h")) {
            out.print(HELP);
            return SOUND;
        }
        for (String argument : settings) {
            if (!argument.startsWith("--")) {
                out.println("doctor takes settings, as --holdfast.data-dir=DIR, and not " + argument);
                return MISUSED;
            }
        }
        Report report = look(settings.toArray(String[]::new));
        out.print(json ? json(report) : text(report));
        out.flush();
        return report.grade() == Grade.FAIL ? BROKEN : SOUND;
    }

    private static Report look(String[] arguments) {
        SpringApplication reading = new SpringApplication(Examined.class);
        reading.setWebApplicationType(WebApplicationType.NONE);
        reading.setBannerMode(Banner.Mode.OFF);
        reading.setLogStartupInfo(false);
        reading.setRegisterShutdownHook(false);
        reading.setLazyInitialization(true);
        // A coordinator that runs has the log file, if there is one.
        reading.setListeners(reading.getListeners().stream()
                .filter(listener -> !(listener instanceof LoggingApplicationListener))
                .toList());
        ConfigurableApplicationContext context;
        try {
            context = reading.run(arguments);
        } catch (RuntimeException unreadable) { // of files in any format, and of Nacos: whatever their readers throw
            return report(List.of(refusal(unreadable, null)), List.of());
        }
        try (context) {
            return look(context);
        }
    }

    private static Report look(ConfigurableApplicationContext context) {
        HoldfastSettings settings;
        HttpPort http;
        SslBundles bundles;
        try {
            settings = context.getBean(HoldfastSettings.class);
            http = HttpPort.of(context.getBean(ServerProperties.class));
            bundles = context.getBean(SslBundles.class);
        } catch (RuntimeException refused) { // of a setting: whatever binding or a setting's own class throws
            return report(List.of(refusal(refused, context)), List.of());
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(SETTINGS, "all are known and possible"));
        findings.addAll(new Examination(settings, http, bundles, System::currentTimeMillis).beforeStart());
        return report(findings, ClientSnippets.of(settings));
    }

    private static Report report(List<Finding> findings, List<Snippet> snippets) {
        return new Report(System.currentTimeMillis(), List.copyOf(findings), snippets);
    }

    /** What a start would say of it. */
    private static Finding refusal(RuntimeException refused, ConfigurableApplicationContext context) {
        for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof StartRefused || (cause instanceof IllegalArgumentException && isOfASetting(message))) {
                return Finding.fail(SETTINGS, message, "correct it; --help lists the settings");
            }
        }
        ArgumentResolver arguments = context == null
                ? ArgumentResolver.none()
                : ArgumentResolver.of(BeanFactory.class, context.getBeanFactory())
                        .and(Environment.class, context.getEnvironment());
        for (FailureAnalyzer analyzer : SpringFactoriesLoader.forDefaultResourceLocation(
                        DoctorCommand.class.getClassLoader())
                .load(FailureAnalyzer.class, arguments, (type, name, needsMore) -> {})) {
            FailureAnalysis analysis = analyzer.analyze(refused);
            if (analysis != null) {
                String action = analysis.getAction() == null ? "" : analysis.getAction();
                return Finding.fail(SETTINGS, withoutSecrets(analysis.getDescription()), action);
            }
        }
        // A parser shows the lines around what it does not understand, and a password may stand there.
        String message = String.valueOf(root(refused).getMessage());
        Matcher place = PLACE.matcher(message);
        return Finding.fail(
                SETTINGS,
                "they cannot be read: " + message.lines().findFirst().orElse("")
                        + (place.find() ? " (" + place.group() + ")" : ""),
                "see application.yml and the like");
    }

    private static boolean isOfASetting(String message) {
        return message.startsWith("holdfast.");
    }

    private static String withoutSecrets(String description) {
        return description.matches("(?is).*(password|secret|token).*")
                ? description.replaceAll("(?is)Value: .*?(?=Origin:|Reason:|$)", "")
                : description.replaceFirst("\\.$", "");
    }

    private static Throwable root(Throwable failure) {
        return failure.getCause() == null ? failure : root(failure.getCause());
    }

    private static String text(Report report) {
        StringBuilder text = new StringBuilder();
        for (Finding one : report.findings()) {
            text.append(String.format(Locale.ROOT, "%-4s  %-12s - %s", grade(one.grade()), one.subject(), one.cause()))
                    .append(one.cure().isEmpty() ? "" : "; " + one.cure())
                    .append('\n');
        }
        report.snippets().stream().findFirst().ifPresent(snippet -> text.append("\nTo copy. ")
                .append(snippet.name())
                .append("\n\n")
                .append(snippet.text().indent(4)));
        return text.toString();
    }

    private static String grade(Grade grade) {
        return grade == Grade.FAIL ? "FAIL" : grade.name().toLowerCase(Locale.ROOT);
    }

    private static String json(Report report) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("grade", report.grade());
        all.put("findings", report.findings());
        all.put("snippets", report.snippets());
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
    }
}
