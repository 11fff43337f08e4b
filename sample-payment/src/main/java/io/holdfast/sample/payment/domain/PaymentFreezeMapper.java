// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.payment.domain;

import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

/** The freeze rows. Plain MyBatis: MyBatis-Plus' ready-made methods know no key of two columns. */
@Mapper
public interface PaymentFreezeMapper {

    @Insert("""
            INSERT INTO payment_freeze (xid, branch_id, order_no, account, amount, status)
            VALUES (#{xid}, #{branchId}, #{orderNo}, #{account}, #{amount}, #{status})""")
    int insert(PaymentFreeze freeze);

    /** Null if this branch froze nothing. */
    @Select("""
            SELECT xid, branch_id, order_no, account, amount, status
            FROM payment_freeze WHERE xid = #{xid} AND branch_id = #{branchId}""")
    PaymentFreeze find(@Param("xid") String xid, @Param("branchId") long branchId);

    /** Zero if the row is no longer FROZEN: somebody else has finished it. */
    @Update("""
            UPDATE payment_freeze SET status = #{status}, updated_at = CURRENT_TIMESTAMP(3)
            WHERE xid = #{xid} AND branch_id = #{branchId} AND status = 'FROZEN'""")
    int finish(
            @Param("xid") String xid, @Param("branchId") long branchId, @Param("status") PaymentFreeze.Status status);
}
