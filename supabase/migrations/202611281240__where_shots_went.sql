-- Where the shots on goal of a side went is published, for box scores and the test of the data alike.
insert into ops.published_tables (table_name, category, load_order, kind)
values ('qa_shots_on_goal', 'analytics_facts', 4, 'view');
