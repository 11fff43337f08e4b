// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.domain;

import com.baomidou.mybatisplus.core.mapper.BaseMapper;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Update;

/** The order rows. Each change is one conditional UPDATE that says by its row count whether it happened. */
@Mapper
public interface OrderMapper extends BaseMapper<Order> {

    /** A reason noted by a caller that then lost its say (its transaction was committed after all) goes away here. */
    @Update("""
            UPDATE orders SET status = 'CONFIRMED', reason = NULL, message = NULL, updated_at = CURRENT_TIMESTAMP(3)
            WHERE xid = #{xid} AND branch_id = #{branchId} AND status = 'TRYING'""")
    int confirm(@Param("xid") String xid, @Param("branchId") long branchId);

    @Update("""
            UPDATE orders SET status = 'CANCELLED', updated_at = CURRENT_TIMESTAMP(3)
            WHERE xid = #{xid} AND branch_id = #{branchId} AND status = 'TRYING'""")
    int cancel(@Param("xid") String xid, @Param("branchId") long branchId);

    /** The first reason stays: what comes later is a consequence of it. */
    @Update("""
            UPDATE orders SET reason = #{reason}, message = #{message}, updated_at = CURRENT_TIMESTAMP(3)
            WHERE order_no = #{orderNo} AND xid = #{xid} AND status <> 'CONFIRMED' AND reason IS NULL""")
    int explain(
            @Param("orderNo") String orderNo,
            @Param("xid") String xid,
            @Param("reason") String reason,
            @Param("message") String message);
}
