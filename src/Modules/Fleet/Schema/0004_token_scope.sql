-- The group's organization, so that a right on it reaches the token. Tokens from before have none and are the whole tenant's.
alter table enrollment_token add column organization_id uuid;
