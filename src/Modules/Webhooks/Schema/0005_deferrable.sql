-- A tenant that is moved to another store arrives table by table.
alter table webhook_health alter constraint webhook_health_tenant_id_webhook_id_fkey deferrable;
alter table webhook_delivery alter constraint webhook_delivery_tenant_id_webhook_id_fkey deferrable;
