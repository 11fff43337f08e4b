// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.inventory.domain;

import com.baomidou.mybatisplus.core.mapper.BaseMapper;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Update;

/**
 * The three moves of stock. Each is one conditional UPDATE that says by its row count whether it happened: between a
 * SELECT and an UPDATE somebody else could take the same pieces.
 */
@Mapper
public interface StockMapper extends BaseMapper<Stock> {

    @Update("""
            UPDATE stock SET available = available - #{quantity}, frozen = frozen + #{quantity}
            WHERE sku = #{sku} AND available >= #{quantity}""")
    int freeze(@Param("sku") String sku, @Param("quantity") int quantity);

    @Update("""
            UPDATE stock SET frozen = frozen - #{quantity}, sold = sold + #{quantity}
            WHERE sku = #{sku} AND frozen >= #{quantity}""")
    int sell(@Param("sku") String sku, @Param("quantity") int quantity);

    @Update("""
            UPDATE stock SET frozen = frozen - #{quantity}, available = available + #{quantity}
            WHERE sku = #{sku} AND frozen >= #{quantity}""")
    int release(@Param("sku") String sku, @Param("quantity") int quantity);
}
