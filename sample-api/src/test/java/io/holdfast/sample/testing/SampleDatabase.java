// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.testing;

import com.baomidou.mybatisplus.core.MybatisConfiguration;
import com.baomidou.mybatisplus.core.config.GlobalConfig;
import com.baomidou.mybatisplus.spring.MybatisSqlSessionFactoryBean;
import com.zaxxer.hikari.HikariDataSource;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.apache.ibatis.session.SqlSessionFactory;
import org.flywaydb.core.Flyway;
import org.mybatis.spring.SqlSessionTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One sample's database, with its schema and its seeds, and with mappers that work as they do in the sample. */
public final class SampleDatabase implements AutoCloseable {
    private final HikariDataSource pool;
    private final DataSource dataSource;
    private final SqlSessionTemplate session;
    private final TransactionTemplate transactions;

    private SampleDatabase(
            String sample, HikariDataSource pool, UnaryOperator<DataSource> around, Class<?>... mappers) {
        this.pool = pool;
        dataSource = around.apply(pool);
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:io/holdfast/sql/" + sample + "/common")
                .load()
                .migrate();
        session = new SqlSessionTemplate(sessions(mappers));
        transactions = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    }

    /** A new database in memory, in H2's MySQL mode. */
    public static SampleDatabase onH2(String sample, Class<?>... mappers) {
        return onH2(sample, UnaryOperator.identity(), mappers);
    }

    /** The same, with something around the data source that the mappers and everybody else get. */
    public static SampleDatabase onH2(String sample, UnaryOperator<DataSource> around, Class<?>... mappers) {
        String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";MODE=MySQL;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000";
        return new SampleDatabase(sample, pool(url, "sa", ""), around, mappers);
    }

    /** An empty database elsewhere. */
    public static SampleDatabase at(String url, String user, String password, String sample, Class<?>... mappers) {
        return new SampleDatabase(sample, pool(url, user, password), UnaryOperator.identity(), mappers);
    }

    private static HikariDataSource pool(String url, String user, String password) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setUsername(user);
        pool.setPassword(password);
        return pool;
    }

    /** One of the mappers named at the start. */
    public <T> T mapper(Class<T> mapper) {
        return session.getMapper(mapper);
    }

    /** Commits if {@code work} returns, rolls back if it throws. */
    public void inTransaction(Runnable work) {
        transactions.executeWithoutResult(status -> work.run());
    }

    public DataSource dataSource() {
        return dataSource;
    }

    public JdbcTemplate jdbc() {
        return new JdbcTemplate(dataSource);
    }

    @Override
    public void close() {
        pool.close();
    }

    private SqlSessionFactory sessions(Class<?>[] mappers) {
        MybatisConfiguration configuration = new MybatisConfiguration();
        for (Class<?> mapper : mappers) {
            configuration.addMapper(mapper);
        }
        MybatisSqlSessionFactoryBean factory = new MybatisSqlSessionFactoryBean();
        factory.setDataSource(dataSource);
        factory.setConfiguration(configuration);
        factory.setGlobalConfig(new GlobalConfig().setBanner(false));
        try {
            return factory.getObject();
        } catch (Exception e) {
            throw new IllegalStateException("MyBatis cannot be set up", e);
        }
    }
}
