-- Separated parents: a report across a shield stands beside the other's and never takes its place. Empty: reported by somebody who was
-- never shielded.
alter table report add column beside_id bigint references person;
alter table report disable trigger report_keep;  -- where a report stands is no word of it
update report r set beside_id = r.reporter_id
where r.is_current and exists (
    select 1 from relation l where l.student_id = r.student_id and l.person_id = r.reporter_id and l.shielded);
alter table report enable trigger report_keep;
drop index report_one_current;
create unique index report_one_current on report (student_id, first_day, kind, coalesce(beside_id, 0)) where is_current;
