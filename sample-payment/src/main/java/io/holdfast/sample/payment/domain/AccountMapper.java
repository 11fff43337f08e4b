// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.payment.domain;

import com.baomidou.mybatisplus.core.mapper.BaseMapper;
import java.math.BigDecimal;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Update;

/**
 * The three moves of money. Each is one conditional UPDATE that says by its row count whether it happened: between a
 * SELECT and an UPDATE somebody else could take the same money.
 */
@Mapper
public interface AccountMapper extends BaseMapper<Account> {

    @Update("""
            UPDATE account SET balance = balance - #{amount}, frozen = frozen + #{amount}
            WHERE account = #{account} AND balance >= #{amount} AND NOT blocked""")
    int freeze(@Param("account") String account, @Param("amount") BigDecimal amount);

    /** Also for an account that was blocked since: a Try that succeeded is a promise (I12). */
    @Update("""
            UPDATE account SET frozen = frozen - #{amount}, paid = paid + #{amount}
            WHERE account = #{account} AND frozen >= #{amount}""")
    int capture(@Param("account") String account, @Param("amount") BigDecimal amount);

    @Update("""
            UPDATE account SET frozen = frozen - #{amount}, balance = balance + #{amount}
            WHERE account = #{account} AND frozen >= #{amount}""")
    int release(@Param("account") String account, @Param("amount") BigDecimal amount);
}
