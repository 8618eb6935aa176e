-- What a ticket is found by: the words of its texts and of its comments, and its tags, each as #tag. Under row security an index serves comparisons
-- only, not the operators of full text and of arrays; a list looks here first and then asks those operators of what is left. A term that is no longer
-- in a ticket may stay here.
create table ticket_term (
    tenant_id uuid not null,
    -- By its bytes, so that a beginning is a range.
    term text collate "C" not null,
    ticket_id uuid not null,
    primary key (tenant_id, term, ticket_id),
    constraint ticket_term_ticket_fkey foreign key (tenant_id, ticket_id) references ticket on delete cascade deferrable
);
create index on ticket_term (tenant_id, ticket_id);

-- What there is already. (The owner is under the forced policy too, so it is lifted for the moment.)
alter table ticket no force row level security;
alter table ticket_comment no force row level security;
insert into ticket_term (tenant_id, term, ticket_id)
select tenant_id, unnest(tsvector_to_array(words)), id from ticket
union
select tenant_id, '#' || unnest(tags), id from ticket
union
select tenant_id, unnest(tsvector_to_array(words)), ticket_id from ticket_comment;
alter table ticket force row level security;
alter table ticket_comment force row level security;

call protect('ticket_term');
drop index ticket_tags_idx, ticket_words_idx, ticket_comment_words_idx;
