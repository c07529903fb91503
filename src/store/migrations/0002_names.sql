-- What a site tells of itself so that its messages are understood: a JSON object with lists of names.
ALTER TABLE site ADD COLUMN names TEXT NOT NULL DEFAULT '{}';
