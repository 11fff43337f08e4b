INSERT INTO stock (sku, initial, available) VALUES
    ('SKU-1', 100000, 100000),
    ('SKU-2', 100000, 100000),
    ('SKU-3', 100000, 100000),
    ('SKU-SCARCE', 10, 10),
    ('SKU-SOLD-OUT', 0, 0);
