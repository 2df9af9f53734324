-- People, students, relations, contacts.

-- name: add_person
-- The profile is sealed with the key of the school that first knew the person.
insert into person (public_id, school_id, language, profile_sealed, created_at)
values ($1::text, $2::bigint, $3::text, $4::bytea, $5::timestamptz)
returning id;

-- name: find_person
select id, public_id, school_id, language, profile_sealed from person where id = $1::bigint;

-- name: person_school
select school_id from person where id = $1::bigint;

-- name: set_language
update person set language = $2::text where id = $1::bigint;

-- name: add_student
insert into student (public_id, school_id, grade, class_label, profile_sealed, created_at)
values ($1::text, $2::bigint, $3::int, $4::text, $5::bytea, $6::timestamptz)
returning id;

-- name: students_by_id
-- Former students too: what is stored about them keeps its name.
select id, public_id, school_id, grade, class_label, profile_sealed from student where id = any($1::bigint[]) order by id;

-- name: student_by_public_id
select id, public_id, school_id, grade, class_label, profile_sealed from student where public_id = $1::text;

-- name: students_of_school
select id, public_id, school_id, grade, class_label, profile_sealed from student
where school_id = $1::bigint and ended_at is null
order by grade, class_label, id;

-- name: add_relation
-- A relation to a student belongs to the student's school, whatever the caller believed.
insert into relation (person_id, school_id, student_id, role, grade, class_label, shielded, rank, kinship, created_at)
values ($1::bigint, coalesce((select school_id from student where id = $3::bigint), $2::bigint), $3::bigint, $4::text,
        $5::int, $6::text, $7::boolean, $8::int, $9::text, $10::timestamptz)
returning id;

-- name: end_relation
update relation set ended_at = $2::timestamptz where id = $1::bigint and ended_at is null returning id;

-- name: find_relation
select id, person_id, school_id, student_id, role, grade, class_label, shielded, rank, kinship from relation
where id = $1::bigint and ended_at is null;

-- name: relations_of_person
select id, person_id, school_id, student_id, role, grade, class_label, shielded, rank, kinship from relation
where person_id = $1::bigint and ended_at is null
order by rank, id;

-- name: recipients_of_student
-- Guardians, or the student: one row per active address, so that nobody's addresses cost another round trip. A person without an
-- address comes back too: somebody has to be told that they cannot be reached.
select r.id, r.person_id, r.school_id, r.student_id, r.role, r.grade, r.class_label, r.shielded, r.rank, r.kinship,
       p.public_id, p.school_id, p.language, p.profile_sealed,
       c.id, c.channel, c.account, c.address_index, c.address_sealed, c.state, c.rank, c.conversation_reference_sealed,
       c.awaits_reply, c.without_passings
from relation r
join person p on p.id = r.person_id
left join contact c on c.person_id = p.id and c.ended_at is null and c.state = 'active'
where r.student_id = $1::bigint and r.role = $2::text and r.ended_at is null
order by r.rank, r.id, c.rank, c.id;

-- name: ever_shielded
-- Relations that have ended too: what was reported across a shield stays behind it.
select distinct person_id from relation where student_id = $1::bigint and shielded order by person_id;

-- name: recipients_of_class
-- Roles of a class must fit the class; roles of the whole school have none.
select r.id, r.person_id, r.school_id, r.student_id, r.role, r.grade, r.class_label, r.shielded, r.rank, r.kinship,
       p.public_id, p.school_id, p.language, p.profile_sealed,
       c.id, c.channel, c.account, c.address_index, c.address_sealed, c.state, c.rank, c.conversation_reference_sealed,
       c.awaits_reply, c.without_passings
from relation r
join person p on p.id = r.person_id
left join contact c on c.person_id = p.id and c.ended_at is null and c.state = 'active'
where r.school_id = $1::bigint and r.student_id is null and r.role = $2::text and r.ended_at is null
  and (r.grade is null or (r.grade = $3::int and r.class_label = $4::text))
order by r.rank, r.id, c.rank, c.id;

-- name: recipients_of_school
select r.id, r.person_id, r.school_id, r.student_id, r.role, r.grade, r.class_label, r.shielded, r.rank, r.kinship,
       p.public_id, p.school_id, p.language, p.profile_sealed,
       c.id, c.channel, c.account, c.address_index, c.address_sealed, c.state, c.rank, c.conversation_reference_sealed,
       c.awaits_reply, c.without_passings
from relation r
join person p on p.id = r.person_id
left join contact c on c.person_id = p.id and c.ended_at is null and c.state = 'active'
where r.school_id = $1::bigint and r.student_id is null and r.role = $2::text and r.ended_at is null
order by r.rank, r.id, c.rank, c.id;

-- name: contact_by_address
select c.id, c.channel, c.account, c.address_index, c.address_sealed, c.state, c.rank, c.conversation_reference_sealed,
       c.awaits_reply, c.without_passings, c.person_id, p.school_id
from contact c join person p on p.id = c.person_id
where c.channel = $1::text and c.account = $2::text and c.address_index = $3::bytea and c.ended_at is null;

-- name: contact_of_message
-- The live address to which a message of ours went.
select c.id, c.channel, c.account, c.address_index, c.address_sealed, c.state, c.rank, c.conversation_reference_sealed,
       c.awaits_reply, c.without_passings, c.person_id, p.school_id
from outbox o join contact c on c.id = o.contact_id join person p on p.id = c.person_id
where o.id = $1::bigint and c.ended_at is null;

-- name: contacts_of_person
select c.id, c.channel, c.account, c.address_index, c.address_sealed, c.state, c.rank, c.conversation_reference_sealed,
       c.awaits_reply, c.without_passings, c.person_id, p.school_id
from contact c join person p on p.id = c.person_id
where c.person_id = $1::bigint and c.ended_at is null
order by c.rank, c.id;

-- name: add_contact
-- No row: the address is somebody's already. Quiet here, because an error would end the whole transaction in the database.
insert into contact (person_id, channel, account, address_index, address_sealed, state, rank, conversation_reference_sealed,
                     created_at, state_at, awaits_reply)
values ($1::bigint, $2::text, $3::text, $4::bytea, $5::bytea, $6::text, $7::int, $8::bytea, $9::timestamptz, $9::timestamptz, $10::boolean)
on conflict (channel, account, address_index) where ended_at is null do nothing
returning id;

-- name: set_contact_state
update contact set state = $2::text, state_at = $3::timestamptz
where id = $1::bigint and ended_at is null and state <> $2::text;

-- name: contact_has_answered
update contact set awaits_reply = false where id = $1::bigint and awaits_reply returning 1;

-- name: set_without_passings
update contact set without_passings = $2::boolean
where id = $1::bigint and ended_at is null and without_passings <> $2::boolean returning 1;

-- name: contact_seal
-- What the sealing of another cell of this contact depends on.
select c.address_index, p.school_id from contact c join person p on p.id = c.person_id where c.id = $1::bigint;

-- name: set_conversation_reference
update contact set conversation_reference_sealed = $2::bytea where id = $1::bigint and ended_at is null;
