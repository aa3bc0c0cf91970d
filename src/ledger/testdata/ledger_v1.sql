BEGIN TRANSACTION;
CREATE TABLE batch (
  batch_id     INTEGER PRIMARY KEY,
  recorded_in  INTEGER NOT NULL REFERENCES run,
  input_hash   TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  day          TEXT NOT NULL
) STRICT;
INSERT INTO "batch" VALUES(1,1,'4e6de56856743bcdd9491b4182c766287fddc96519d8b17fdf15c20873876eae','8e38740bd788e66dc85e2594e385e0798280a78c622dc9a13a20c4652f18ecfd','2022-03-18');
INSERT INTO "batch" VALUES(2,1,'91512b010e21bb4a9a3265340d16165c2bf1e3638f9611a2f08b13ef97267887','2370bc129914e87aa28b420e82c4cbe6c2ace15579495ed15bfb06e2e40a984a','2022-03-25');
INSERT INTO "batch" VALUES(3,1,'ee8c125868f2c6176718ae526664d0495adf9ea351951ddb38f67e7a7b2589bc','f146a9a6d3f4a2390dff76c981c89c38828c0d90d43099820b240e9b3e244a73','2022-04-01');
INSERT INTO "batch" VALUES(4,1,'c2b8aa64cf93cdb49367ab94521e5d1f38fa06f6671b9ae797bb117f3f248aee','91ddf8e028b165b485f0e67100a473f65f52f81f937cb9c8b0a98fece48df9d1','2022-04-08');
INSERT INTO "batch" VALUES(5,1,'063094775a217ba680c99790b204ecc887da171dda1553d45a1453c18148c5e5','3ae2570ade849c230247cae41bb117412de8d8d70f8586200e75da7c93aa7804','2022-02-28');
INSERT INTO "batch" VALUES(6,1,'ac1bcf53a367688760f2de918ba30fdf57d2afdc0a5c0fa2e4910d5e1e834d6d','b6c8d6c2613fd6db15687e84a0022dc4531b5b7b43d8505c0d9720ee0d2d1334','2022-04-29');
INSERT INTO "batch" VALUES(7,1,'dba5bb317b0c134ea7dd8e450dcb846da7aa5e2c34bda2b6279b934013b6d9a5','4154f9cffbcc371cd9e04b25db4a63f514d91fce0502f63cd1dfb75065833efc','2022-05-27');
INSERT INTO "batch" VALUES(8,1,'cc99f2b3cdd9b9826664d7d34b1ba286e2a7cf45ab28b4c640832dbd907e56ce','a82b7565b943e3c91364ccc75108c89a36e8df67bdc42988418c2e429e23f307','2022-05-09');
INSERT INTO "batch" VALUES(9,1,'7f29e6b94723eebe7be5c2ab021a199233f6e20d2c7fe2b650710b75e6b5dbf2','bad9417f0f94dd14cdd8acd678f676db5b4be46bb2a74a0d8e628809c997eda1','2022-05-20');
INSERT INTO "batch" VALUES(10,1,'a456d384d84743978b8a9cd246e05536f0b0c86df1049fb7fae6266e41c5c980','9ba36e25f925ef90b144481d9cc72260c18bb0806302782ff627b2d4431ac0b6','2022-07-01');
INSERT INTO "batch" VALUES(11,1,'08007fe70da0d4a5b183c0da86981eec3f01a09708fa8c0dc82c581f7c1c2f10','d061fcaa7b15ce332b34136227db650b46ad40dce54ff443295f3e3580d13cca','2022-07-15');
INSERT INTO "batch" VALUES(12,1,'32aad056b7aed7418fc05c39001f0eed4bba0fdcce3af16ca31f4ee2fdd93230','1a85b1d09e4fbe050022b375f569f3cda85ebcd6e9f5e5477678ce4423dcdb60','2022-09-01');
INSERT INTO "batch" VALUES(13,2,'bff2bc2519d8c14c927592cc8e7432489215e05b5facf6113cd34333f5f77ce8','7e97e48403e242c91c7f66df1af4db2b8b6ad0aea7b354872fdb191bf19e099e','2022-03-18');
INSERT INTO "batch" VALUES(14,2,'ee6dcbe9ad7815eda958a9c4baa34ecb1a55691c9c96782e79b48345412d3589','701c24be5870a638af084504503826c8fb408399845ee87e5c1f8538ac8dcbca','2022-10-07');
INSERT INTO "batch" VALUES(15,2,'94afeecea659b6b276dcb843b3d9c9f125eb0f07fa81b4d47b9fd83847f5a765','06b8c827082f886e09b0e67a3015412a7ce37ad57b78256f69cc19f5bc5766c7','');
INSERT INTO "batch" VALUES(16,2,'d88f4a183598a0e5be639a2f94754a93d54f86b1b2936af9d294273a3e5765d5','9c5c0614382b73aa48821bf0d2d9e604f21857d1574148e687f090b520ad461e','2022-10-28');
CREATE TABLE claim (
  batch_id   INTEGER NOT NULL REFERENCES batch,
  position   INTEGER NOT NULL,
  claim_id   TEXT NOT NULL,
  story_id   TEXT NOT NULL,
  field      TEXT NOT NULL,
  start_byte INTEGER NOT NULL,
  end_byte   INTEGER NOT NULL,
  quote      TEXT NOT NULL,
  PRIMARY KEY (batch_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "claim" VALUES(1,0,'BS-1#1','BS-1','acceptance_criteria',0,41,'Riders unlock a bike by scanning its code');
INSERT INTO "claim" VALUES(1,1,'BS-1#2','BS-1','acceptance_criteria',42,78,'Riders must be at least 16 years old');
INSERT INTO "claim" VALUES(1,2,'BS-1#3','BS-1','acceptance_criteria',79,114,'One rider can have 1 bike at a time');
INSERT INTO "claim" VALUES(2,0,'BS-2#1','BS-2','acceptance_criteria',0,29,'Unlocking a bike costs 1 euro');
INSERT INTO "claim" VALUES(2,1,'BS-2#2','BS-2','acceptance_criteria',30,57,'Every minute costs 15 cents');
INSERT INTO "claim" VALUES(2,2,'BS-2#3','BS-2','acceptance_criteria',58,87,'Students pay no unlocking fee');
INSERT INTO "claim" VALUES(3,0,'BS-3#1','BS-3','acceptance_criteria',0,37,'A ride can only be ended at a station');
INSERT INTO "claim" VALUES(3,1,'BS-3#2','BS-3','acceptance_criteria',38,95,'A rider who leaves a bike outside a station pays 10 euros');
INSERT INTO "claim" VALUES(4,0,'BS-4#1','BS-4','acceptance_criteria',0,40,'Riders can reserve a bike for 10 minutes');
INSERT INTO "claim" VALUES(4,1,'BS-4#2','BS-4','acceptance_criteria',41,72,'A reservation is free of charge');
INSERT INTO "claim" VALUES(6,0,'BS-6#1','BS-6','acceptance_criteria',0,44,'Riders can report a broken bike with a photo');
INSERT INTO "claim" VALUES(6,1,'BS-6#2','BS-6','acceptance_criteria',45,87,'A reported bike is locked for other riders');
INSERT INTO "claim" VALUES(6,2,'BS-6#3','BS-6','acceptance_criteria',88,137,'A mechanic checks a reported bike within 48 hours');
INSERT INTO "claim" VALUES(7,0,'BS-7#1','BS-7','acceptance_criteria',0,31,'The monthly pass costs 19 euros');
INSERT INTO "claim" VALUES(7,1,'BS-7#2','BS-7','acceptance_criteria',32,96,'The first 30 minutes of each ride are free with the monthly pass');
INSERT INTO "claim" VALUES(10,0,'BS-10#1','BS-10','acceptance_criteria',0,49,'Support answers the telephone from 07:00 to 22:00');
INSERT INTO "claim" VALUES(12,0,'BS-12#1','BS-12','acceptance_criteria',0,27,'Every minute costs 18 cents');
INSERT INTO "claim" VALUES(13,0,'BS-1#1','BS-1','acceptance_criteria',0,41,'Riders unlock a bike by scanning its code');
INSERT INTO "claim" VALUES(13,1,'BS-1#2','BS-1','acceptance_criteria',42,78,'Riders must be at least 16 years old');
INSERT INTO "claim" VALUES(13,2,'BS-1#3','BS-1','acceptance_criteria',79,114,'One rider can have 1 bike at a time');
INSERT INTO "claim" VALUES(14,0,'BS-13#1','BS-13','acceptance_criteria',0,30,'E-bikes cost 25 cents a minute');
INSERT INTO "claim" VALUES(14,1,'BS-13#2','BS-13','acceptance_criteria',31,78,'Riders of e-bikes must be at least 18 years old');
INSERT INTO "claim" VALUES(14,2,'BS-13#3','BS-13','acceptance_criteria',79,141,'An e-bike with less than 15 percent battery cannot be unlocked');
INSERT INTO "claim" VALUES(15,0,'BS-14#1','BS-14','acceptance_criteria',0,36,'One rider can have 2 bikes at a time');
INSERT INTO "claim" VALUES(16,0,'BS-15#1','BS-15','acceptance_criteria',0,46,'In the outer zone a ride can be ended anywhere');
CREATE TABLE decision (
  decision_id  INTEGER PRIMARY KEY,
  statement_id TEXT NOT NULL,
  kind         TEXT NOT NULL CHECK (kind IN ('accept', 'reject', 'reword')),
  text         TEXT NOT NULL,
  basis_hash   TEXT NOT NULL,
  note         TEXT NOT NULL,
  decided_at   TEXT NOT NULL
) STRICT;
INSERT INTO "decision" VALUES(1,'S-BS-1#2','accept','','dd664859e8f6120efe017116cfa0a040d475249cc1f49e0cb932d59f2cefcbb5','','2024-03-02T13:00:00Z');
INSERT INTO "decision" VALUES(2,'S-BS-1#2','reword','Riders are 16 or older.','dd664859e8f6120efe017116cfa0a040d475249cc1f49e0cb932d59f2cefcbb5','shorter','2024-03-03T13:00:00Z');
CREATE TABLE edit (
  edit_id      INTEGER PRIMARY KEY,
  batch_id     INTEGER NOT NULL REFERENCES batch,
  kind         TEXT NOT NULL CHECK (kind IN ('add', 'revise', 'merge', 'retire', 'set aside', 'review')),
  claim_id     TEXT NOT NULL,
  statement_id TEXT NOT NULL,
  text         TEXT NOT NULL,
  mode         TEXT NOT NULL CHECK (mode IN ('verbatim', 'paraphrase')),
  support      REAL NOT NULL,
  successor_id TEXT NOT NULL,
  topic        TEXT NOT NULL,
  reason       TEXT NOT NULL
) STRICT;
INSERT INTO "edit" VALUES(1,1,'add','BS-1#1','S-BS-1#1','Riders unlock a bike by scanning its code','verbatim',1.0,'','Rides','');
INSERT INTO "edit" VALUES(2,1,'add','BS-1#2','S-BS-1#2','Riders must be at least 16 years old','verbatim',1.0,'','Rides','');
INSERT INTO "edit" VALUES(3,1,'add','BS-1#3','S-BS-1#3','One rider can have 1 bike at a time','verbatim',1.0,'','Rides','');
INSERT INTO "edit" VALUES(4,2,'add','BS-2#1','S-BS-2#1','Unlocking a bike costs 1 euro','verbatim',1.0,'','Pricing','');
INSERT INTO "edit" VALUES(5,2,'add','BS-2#2','S-BS-2#2','Every minute costs 15 cents','verbatim',1.0,'','Pricing','');
INSERT INTO "edit" VALUES(6,2,'add','BS-2#3','S-BS-2#3','Students pay no unlocking fee','verbatim',1.0,'','Pricing','');
INSERT INTO "edit" VALUES(7,3,'add','BS-3#1','S-BS-3#1','A ride can only be ended at a station','verbatim',1.0,'','Parking','');
INSERT INTO "edit" VALUES(8,3,'add','BS-3#2','S-BS-3#2','A rider who leaves a bike outside a station pays 10 euros','verbatim',1.0,'','Parking','');
INSERT INTO "edit" VALUES(9,4,'add','BS-4#1','S-BS-4#1','Riders can reserve a bike for 10 minutes','verbatim',1.0,'','Rides','');
INSERT INTO "edit" VALUES(10,4,'add','BS-4#2','S-BS-4#2','A reservation is free of charge','verbatim',1.0,'','Rides','');
INSERT INTO "edit" VALUES(11,6,'add','BS-6#1','S-BS-6#1','Riders can report a broken bike with a photo','verbatim',1.0,'','Service','');
INSERT INTO "edit" VALUES(12,6,'add','BS-6#2','S-BS-6#2','A reported bike is locked for other riders','verbatim',1.0,'','Service','');
INSERT INTO "edit" VALUES(13,6,'add','BS-6#3','S-BS-6#3','A mechanic checks a reported bike within 48 hours','verbatim',1.0,'','Service','');
INSERT INTO "edit" VALUES(14,7,'add','BS-7#1','S-BS-7#1','The monthly pass costs 19 euros','verbatim',1.0,'','Pricing','');
INSERT INTO "edit" VALUES(15,7,'add','BS-7#2','S-BS-7#2','The first 30 minutes of each ride are free with the monthly pass','verbatim',1.0,'','Pricing','');
INSERT INTO "edit" VALUES(16,10,'add','BS-10#1','S-BS-10#1','Support answers the telephone from 07:00 to 22:00','verbatim',1.0,'','Service','');
INSERT INTO "edit" VALUES(17,12,'add','BS-12#1','S-BS-12#1','Every minute costs 18 cents','verbatim',1.0,'','Pricing','');
INSERT INTO "edit" VALUES(18,13,'add','BS-1#1','S-BS-1#1','Riders unlock a bike by scanning its code','verbatim',1.0,'','Rides','');
INSERT INTO "edit" VALUES(19,13,'add','BS-1#2','S-BS-1#2','Riders must be at least 16 years old','verbatim',1.0,'','Rides','');
INSERT INTO "edit" VALUES(20,13,'add','BS-1#3','S-BS-1#3','One rider can have 1 bike at a time','verbatim',1.0,'','Rides','');
INSERT INTO "edit" VALUES(21,14,'add','BS-13#1','S-BS-13#1','E-bikes cost 25 cents a minute','verbatim',1.0,'','Rides','');
INSERT INTO "edit" VALUES(22,14,'add','BS-13#2','S-BS-13#2','Riders of e-bikes must be at least 18 years old','verbatim',1.0,'','Rides','');
INSERT INTO "edit" VALUES(23,14,'add','BS-13#3','S-BS-13#3','An e-bike with less than 15 percent battery cannot be unlocked','verbatim',1.0,'','Rides','');
INSERT INTO "edit" VALUES(24,15,'add','BS-14#1','S-BS-14#1','One rider can have 2 bikes at a time','verbatim',1.0,'','Rides','');
INSERT INTO "edit" VALUES(25,16,'add','BS-15#1','S-BS-15#1','In the outer zone a ride can be ended anywhere','verbatim',1.0,'','Parking','');
CREATE TABLE evidence (
  edit_id    INTEGER NOT NULL REFERENCES edit,
  position   INTEGER NOT NULL,
  story_id   TEXT NOT NULL,
  field      TEXT NOT NULL,
  start_byte INTEGER NOT NULL,
  end_byte   INTEGER NOT NULL,
  quote      TEXT NOT NULL,
  PRIMARY KEY (edit_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "evidence" VALUES(1,0,'BS-1','acceptance_criteria',0,41,'Riders unlock a bike by scanning its code');
INSERT INTO "evidence" VALUES(2,0,'BS-1','acceptance_criteria',42,78,'Riders must be at least 16 years old');
INSERT INTO "evidence" VALUES(3,0,'BS-1','acceptance_criteria',79,114,'One rider can have 1 bike at a time');
INSERT INTO "evidence" VALUES(4,0,'BS-2','acceptance_criteria',0,29,'Unlocking a bike costs 1 euro');
INSERT INTO "evidence" VALUES(5,0,'BS-2','acceptance_criteria',30,57,'Every minute costs 15 cents');
INSERT INTO "evidence" VALUES(6,0,'BS-2','acceptance_criteria',58,87,'Students pay no unlocking fee');
INSERT INTO "evidence" VALUES(7,0,'BS-3','acceptance_criteria',0,37,'A ride can only be ended at a station');
INSERT INTO "evidence" VALUES(8,0,'BS-3','acceptance_criteria',38,95,'A rider who leaves a bike outside a station pays 10 euros');
INSERT INTO "evidence" VALUES(9,0,'BS-4','acceptance_criteria',0,40,'Riders can reserve a bike for 10 minutes');
INSERT INTO "evidence" VALUES(10,0,'BS-4','acceptance_criteria',41,72,'A reservation is free of charge');
INSERT INTO "evidence" VALUES(11,0,'BS-6','acceptance_criteria',0,44,'Riders can report a broken bike with a photo');
INSERT INTO "evidence" VALUES(12,0,'BS-6','acceptance_criteria',45,87,'A reported bike is locked for other riders');
INSERT INTO "evidence" VALUES(13,0,'BS-6','acceptance_criteria',88,137,'A mechanic checks a reported bike within 48 hours');
INSERT INTO "evidence" VALUES(14,0,'BS-7','acceptance_criteria',0,31,'The monthly pass costs 19 euros');
INSERT INTO "evidence" VALUES(15,0,'BS-7','acceptance_criteria',32,96,'The first 30 minutes of each ride are free with the monthly pass');
INSERT INTO "evidence" VALUES(16,0,'BS-10','acceptance_criteria',0,49,'Support answers the telephone from 07:00 to 22:00');
INSERT INTO "evidence" VALUES(17,0,'BS-12','acceptance_criteria',0,27,'Every minute costs 18 cents');
INSERT INTO "evidence" VALUES(18,0,'BS-1','acceptance_criteria',0,41,'Riders unlock a bike by scanning its code');
INSERT INTO "evidence" VALUES(19,0,'BS-1','acceptance_criteria',42,78,'Riders must be at least 16 years old');
INSERT INTO "evidence" VALUES(20,0,'BS-1','acceptance_criteria',79,114,'One rider can have 1 bike at a time');
INSERT INTO "evidence" VALUES(21,0,'BS-13','acceptance_criteria',0,30,'E-bikes cost 25 cents a minute');
INSERT INTO "evidence" VALUES(22,0,'BS-13','acceptance_criteria',31,78,'Riders of e-bikes must be at least 18 years old');
INSERT INTO "evidence" VALUES(23,0,'BS-13','acceptance_criteria',79,141,'An e-bike with less than 15 percent battery cannot be unlocked');
INSERT INTO "evidence" VALUES(24,0,'BS-14','acceptance_criteria',0,36,'One rider can have 2 bikes at a time');
INSERT INTO "evidence" VALUES(25,0,'BS-15','acceptance_criteria',0,46,'In the outer zone a ride can be ended anywhere');
CREATE TABLE run (
  run_id       INTEGER PRIMARY KEY,
  made_by      TEXT NOT NULL,
  options_hash TEXT NOT NULL,
  started_at   TEXT NOT NULL
) STRICT;
INSERT INTO "run" VALUES(1,'built-in','options','2024-03-01T12:00:00Z');
INSERT INTO "run" VALUES(2,'built-in','options','2024-03-01T12:00:00Z');
INSERT INTO "run" VALUES(3,'built-in','options','2024-03-01T12:00:00Z');
CREATE TABLE run_batch (
  run_id   INTEGER NOT NULL REFERENCES run,
  position INTEGER NOT NULL,
  batch_id INTEGER NOT NULL REFERENCES batch,
  PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "run_batch" VALUES(1,0,1);
INSERT INTO "run_batch" VALUES(1,1,2);
INSERT INTO "run_batch" VALUES(1,2,3);
INSERT INTO "run_batch" VALUES(1,3,4);
INSERT INTO "run_batch" VALUES(1,4,5);
INSERT INTO "run_batch" VALUES(1,5,6);
INSERT INTO "run_batch" VALUES(1,6,7);
INSERT INTO "run_batch" VALUES(1,7,8);
INSERT INTO "run_batch" VALUES(1,8,9);
INSERT INTO "run_batch" VALUES(1,9,10);
INSERT INTO "run_batch" VALUES(1,10,11);
INSERT INTO "run_batch" VALUES(1,11,12);
INSERT INTO "run_batch" VALUES(2,0,13);
INSERT INTO "run_batch" VALUES(2,1,2);
INSERT INTO "run_batch" VALUES(2,2,3);
INSERT INTO "run_batch" VALUES(2,3,4);
INSERT INTO "run_batch" VALUES(2,4,5);
INSERT INTO "run_batch" VALUES(2,5,6);
INSERT INTO "run_batch" VALUES(2,6,7);
INSERT INTO "run_batch" VALUES(2,7,8);
INSERT INTO "run_batch" VALUES(2,8,9);
INSERT INTO "run_batch" VALUES(2,9,10);
INSERT INTO "run_batch" VALUES(2,10,11);
INSERT INTO "run_batch" VALUES(2,11,12);
INSERT INTO "run_batch" VALUES(2,12,14);
INSERT INTO "run_batch" VALUES(2,13,15);
INSERT INTO "run_batch" VALUES(2,14,16);
INSERT INTO "run_batch" VALUES(3,0,13);
INSERT INTO "run_batch" VALUES(3,1,2);
INSERT INTO "run_batch" VALUES(3,2,3);
INSERT INTO "run_batch" VALUES(3,3,4);
CREATE TABLE run_end (
  run_id      INTEGER PRIMARY KEY REFERENCES run,
  finished_at TEXT NOT NULL
) STRICT;
INSERT INTO "run_end" VALUES(1,'2024-03-01T12:00:01Z');
INSERT INTO "run_end" VALUES(2,'2024-03-02T12:00:01Z');
CREATE TABLE story_content (
  content_id   INTEGER PRIMARY KEY,
  content_hash TEXT NOT NULL UNIQUE,
  story_id     TEXT NOT NULL,
  type         TEXT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('done', 'open', 'removed', 'unknown')),
  state_text   TEXT NOT NULL,
  created      TEXT NOT NULL,
  closed       TEXT NOT NULL,
  area         TEXT NOT NULL
) STRICT;
INSERT INTO "story_content" VALUES(1,'4e6de56856743bcdd9491b4182c766287fddc96519d8b17fdf15c20873876eae','BS-1','User Story','done','Done','2022-02-01','2022-03-18','Rides');
INSERT INTO "story_content" VALUES(2,'91512b010e21bb4a9a3265340d16165c2bf1e3638f9611a2f08b13ef97267887','BS-2','User Story','done','Done','2022-02-03','2022-03-25','Pricing');
INSERT INTO "story_content" VALUES(3,'ee8c125868f2c6176718ae526664d0495adf9ea351951ddb38f67e7a7b2589bc','BS-3','User Story','done','Done','2022-02-07','2022-04-01','Parking');
INSERT INTO "story_content" VALUES(4,'c2b8aa64cf93cdb49367ab94521e5d1f38fa06f6671b9ae797bb117f3f248aee','BS-4','User Story','done','Done','2022-02-14','2022-04-08','Rides');
INSERT INTO "story_content" VALUES(5,'063094775a217ba680c99790b204ecc887da171dda1553d45a1453c18148c5e5','BS-5','Task','done','Done','2022-02-16','2022-02-28','Hardware');
INSERT INTO "story_content" VALUES(6,'ac1bcf53a367688760f2de918ba30fdf57d2afdc0a5c0fa2e4910d5e1e834d6d','BS-6','User Story','done','Done','2022-03-07','2022-04-29','Service');
INSERT INTO "story_content" VALUES(7,'dba5bb317b0c134ea7dd8e450dcb846da7aa5e2c34bda2b6279b934013b6d9a5','BS-7','User Story','done','Done','2022-04-04','2022-05-27','Pricing');
INSERT INTO "story_content" VALUES(8,'cc99f2b3cdd9b9826664d7d34b1ba286e2a7cf45ab28b4c640832dbd907e56ce','BS-8','Bug','done','Done','2022-05-02','2022-05-09','Rides');
INSERT INTO "story_content" VALUES(9,'7f29e6b94723eebe7be5c2ab021a199233f6e20d2c7fe2b650710b75e6b5dbf2','BS-9','Spike','open','Closed','2022-05-16','2022-05-20','Hardware');
INSERT INTO "story_content" VALUES(10,'a456d384d84743978b8a9cd246e05536f0b0c86df1049fb7fae6266e41c5c980','BS-10','User Story','done','Done','2022-05-23','2022-07-01','Service');
INSERT INTO "story_content" VALUES(11,'08007fe70da0d4a5b183c0da86981eec3f01a09708fa8c0dc82c581f7c1c2f10','BS-11','User Story','done','Done','2022-06-13','2022-07-15','Rides');
INSERT INTO "story_content" VALUES(12,'32aad056b7aed7418fc05c39001f0eed4bba0fdcce3af16ca31f4ee2fdd93230','BS-12','User Story','done','Done','2022-07-18','2022-09-01','Pricing');
INSERT INTO "story_content" VALUES(13,'bff2bc2519d8c14c927592cc8e7432489215e05b5facf6113cd34333f5f77ce8','BS-1','User Story','done','Done','2022-02-01','2022-03-18','Rides');
INSERT INTO "story_content" VALUES(14,'ee6dcbe9ad7815eda958a9c4baa34ecb1a55691c9c96782e79b48345412d3589','BS-13','User Story','done','Done','2022-08-08','2022-10-07','Rides');
INSERT INTO "story_content" VALUES(15,'94afeecea659b6b276dcb843b3d9c9f125eb0f07fa81b4d47b9fd83847f5a765','BS-14','User Story','open','Removed','2022-08-22','','Rides');
INSERT INTO "story_content" VALUES(16,'d88f4a183598a0e5be639a2f94754a93d54f86b1b2936af9d294273a3e5765d5','BS-15','User Story','done','Done','2022-09-12','2022-10-28','Parking');
CREATE TABLE story_field (
  content_id INTEGER NOT NULL REFERENCES story_content,
  position   INTEGER NOT NULL,
  name       TEXT NOT NULL,
  text       TEXT NOT NULL,
  PRIMARY KEY (content_id, position)
) STRICT;
INSERT INTO "story_field" VALUES(1,0,'title','Unlock a bike with the app');
INSERT INTO "story_field" VALUES(1,1,'description','As a rider I want to scan the code on a bike so that I can ride off without a key.');
INSERT INTO "story_field" VALUES(1,2,'acceptance_criteria','Riders unlock a bike by scanning its code
Riders must be at least 16 years old
One rider can have 1 bike at a time');
INSERT INTO "story_field" VALUES(2,0,'title','Pay by the minute');
INSERT INTO "story_field" VALUES(2,1,'description','As a rider I want to pay only for the time I ride.');
INSERT INTO "story_field" VALUES(2,2,'acceptance_criteria','Unlocking a bike costs 1 euro
Every minute costs 15 cents
Students pay no unlocking fee');
INSERT INTO "story_field" VALUES(3,0,'title','Park at a station');
INSERT INTO "story_field" VALUES(3,1,'description','As a city planner I want bikes to be left at stations so that the pavements stay free.');
INSERT INTO "story_field" VALUES(3,2,'acceptance_criteria','A ride can only be ended at a station
A rider who leaves a bike outside a station pays 10 euros');
INSERT INTO "story_field" VALUES(4,0,'title','Hold a bike for me');
INSERT INTO "story_field" VALUES(4,1,'description','As a rider I want to reserve a bike while I walk to it.');
INSERT INTO "story_field" VALUES(4,2,'acceptance_criteria','Riders can reserve a bike for 10 minutes
A reservation is free of charge');
INSERT INTO "story_field" VALUES(5,0,'title','Print 600 stickers with codes');
INSERT INTO "story_field" VALUES(5,1,'description','Matt foil, 6 x 6 cm, to the depot by the 28th.');
INSERT INTO "story_field" VALUES(6,0,'title','Report a broken bike');
INSERT INTO "story_field" VALUES(6,1,'description','As a rider I want to report damage so that nobody else gets hurt.');
INSERT INTO "story_field" VALUES(6,2,'acceptance_criteria','Riders can report a broken bike with a photo
A reported bike is locked for other riders
A mechanic checks a reported bike within 48 hours');
INSERT INTO "story_field" VALUES(7,0,'title','Monthly pass');
INSERT INTO "story_field" VALUES(7,1,'description','As a commuter I want a flat price.');
INSERT INTO "story_field" VALUES(7,2,'acceptance_criteria','The monthly pass costs 19 euros
The first 30 minutes of each ride are free with the monthly pass');
INSERT INTO "story_field" VALUES(8,0,'title','Ride does not end when the phone is offline');
INSERT INTO "story_field" VALUES(8,1,'description','Underground station, no network. A ride must end when the bike is locked at a station, even if the phone is offline.');
INSERT INTO "story_field" VALUES(9,0,'title','Can helmets be lent from the same lock?');
INSERT INTO "story_field" VALUES(9,1,'description','Two days. A helmet box would cost 80 euros per station. Not now.');
INSERT INTO "story_field" VALUES(10,0,'title','Customer support by telephone');
INSERT INTO "story_field" VALUES(10,1,'description','As a rider I want to talk to somebody when I am stuck.');
INSERT INTO "story_field" VALUES(10,2,'acceptance_criteria','Support answers the telephone from 07:00 to 22:00');
INSERT INTO "story_field" VALUES(11,0,'title','Keep the reservation longer');
INSERT INTO "story_field" VALUES(11,1,'description','Riders say ten minutes is not enough to walk over. From now on a reserved bike is kept for a quarter of an hour.');
INSERT INTO "story_field" VALUES(12,0,'title','New prices from September');
INSERT INTO "story_field" VALUES(12,1,'description','Agreed with the city. Each minute is 18 cents now. The unlocking fee does not change.');
INSERT INTO "story_field" VALUES(12,2,'acceptance_criteria','Every minute costs 18 cents');
INSERT INTO "story_field" VALUES(13,0,'title','Unlock a bike with the telephone');
INSERT INTO "story_field" VALUES(13,1,'description','As a rider I want to scan the code on a bike so that I can ride off without a key.');
INSERT INTO "story_field" VALUES(13,2,'acceptance_criteria','Riders unlock a bike by scanning its code
Riders must be at least 16 years old
One rider can have 1 bike at a time');
INSERT INTO "story_field" VALUES(14,0,'title','E-bikes');
INSERT INTO "story_field" VALUES(14,1,'description','As a rider I want an e-bike for the hills.');
INSERT INTO "story_field" VALUES(14,2,'acceptance_criteria','E-bikes cost 25 cents a minute
Riders of e-bikes must be at least 18 years old
An e-bike with less than 15 percent battery cannot be unlocked');
INSERT INTO "story_field" VALUES(15,0,'title','Bring a friend');
INSERT INTO "story_field" VALUES(15,1,'description','As a rider I want to unlock a second bike for a friend.');
INSERT INTO "story_field" VALUES(15,2,'acceptance_criteria','One rider can have 2 bikes at a time');
INSERT INTO "story_field" VALUES(16,0,'title','Free parking in the outer zone');
INSERT INTO "story_field" VALUES(16,1,'description','Only the outer zone; downtown stays as it is.');
INSERT INTO "story_field" VALUES(16,2,'acceptance_criteria','In the outer zone a ride can be ended anywhere');
CREATE TABLE story_link (
  content_id INTEGER NOT NULL REFERENCES story_content,
  position   INTEGER NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('duplicates', 'supersedes', 'relates', 'parent')),
  target     TEXT NOT NULL,
  PRIMARY KEY (content_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE story_tag (
  content_id INTEGER NOT NULL REFERENCES story_content,
  position   INTEGER NOT NULL,
  tag        TEXT NOT NULL,
  PRIMARY KEY (content_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "story_tag" VALUES(1,0,'app');
INSERT INTO "story_tag" VALUES(2,0,'money');
INSERT INTO "story_tag" VALUES(3,0,'app');
INSERT INTO "story_tag" VALUES(4,0,'app');
INSERT INTO "story_tag" VALUES(6,0,'app');
INSERT INTO "story_tag" VALUES(7,0,'money');
INSERT INTO "story_tag" VALUES(8,0,'app');
INSERT INTO "story_tag" VALUES(9,0,'spike');
INSERT INTO "story_tag" VALUES(11,0,'app');
INSERT INTO "story_tag" VALUES(12,0,'money');
INSERT INTO "story_tag" VALUES(13,0,'app');
INSERT INTO "story_tag" VALUES(14,0,'e-bike');
INSERT INTO "story_tag" VALUES(15,0,'app');
INSERT INTO "story_tag" VALUES(16,0,'app');
CREATE TABLE story_version (
  version_id  INTEGER PRIMARY KEY,
  run_id      INTEGER NOT NULL REFERENCES run,
  story_id    TEXT NOT NULL,
  content_id  INTEGER REFERENCES story_content,
  place       INTEGER NOT NULL,
  source_file TEXT NOT NULL,
  source_line INTEGER NOT NULL
) STRICT;
INSERT INTO "story_version" VALUES(1,1,'BS-1',1,0,'stories.jsonl',1);
INSERT INTO "story_version" VALUES(2,1,'BS-2',2,1,'stories.jsonl',2);
INSERT INTO "story_version" VALUES(3,1,'BS-3',3,2,'stories.jsonl',3);
INSERT INTO "story_version" VALUES(4,1,'BS-4',4,3,'stories.jsonl',4);
INSERT INTO "story_version" VALUES(5,1,'BS-5',5,4,'stories.jsonl',5);
INSERT INTO "story_version" VALUES(6,1,'BS-6',6,5,'stories.jsonl',6);
INSERT INTO "story_version" VALUES(7,1,'BS-7',7,6,'stories.jsonl',7);
INSERT INTO "story_version" VALUES(8,1,'BS-8',8,7,'stories.jsonl',8);
INSERT INTO "story_version" VALUES(9,1,'BS-9',9,8,'stories.jsonl',9);
INSERT INTO "story_version" VALUES(10,1,'BS-10',10,9,'stories.jsonl',10);
INSERT INTO "story_version" VALUES(11,1,'BS-11',11,10,'stories.jsonl',11);
INSERT INTO "story_version" VALUES(12,1,'BS-12',12,11,'stories.jsonl',12);
INSERT INTO "story_version" VALUES(13,2,'BS-1',13,0,'stories.jsonl',1);
INSERT INTO "story_version" VALUES(14,2,'BS-13',14,12,'stories.jsonl',13);
INSERT INTO "story_version" VALUES(15,2,'BS-14',15,13,'stories.jsonl',14);
INSERT INTO "story_version" VALUES(16,2,'BS-15',16,14,'stories.jsonl',15);
CREATE INDEX story_version_by_story ON story_version (story_id, version_id);
CREATE INDEX batch_by_input ON batch (input_hash, batch_id);
CREATE INDEX edit_by_batch ON edit (batch_id, edit_id);
CREATE INDEX edit_by_statement ON edit (statement_id, edit_id);
CREATE INDEX decision_by_statement ON decision (statement_id, decision_id);
CREATE TRIGGER run_no_UPDATE BEFORE UPDATE ON run BEGIN SELECT RAISE(ABORT, 'run is history: rows are only added'); END;
CREATE TRIGGER run_no_DELETE BEFORE DELETE ON run BEGIN SELECT RAISE(ABORT, 'run is history: rows are only added'); END;
CREATE TRIGGER run_end_no_UPDATE BEFORE UPDATE ON run_end BEGIN SELECT RAISE(ABORT, 'run_end is history: rows are only added'); END;
CREATE TRIGGER run_end_no_DELETE BEFORE DELETE ON run_end BEGIN SELECT RAISE(ABORT, 'run_end is history: rows are only added'); END;
CREATE TRIGGER story_content_no_UPDATE BEFORE UPDATE ON story_content BEGIN SELECT RAISE(ABORT, 'story_content is history: rows are only added'); END;
CREATE TRIGGER story_content_no_DELETE BEFORE DELETE ON story_content BEGIN SELECT RAISE(ABORT, 'story_content is history: rows are only added'); END;
CREATE TRIGGER story_tag_no_UPDATE BEFORE UPDATE ON story_tag BEGIN SELECT RAISE(ABORT, 'story_tag is history: rows are only added'); END;
CREATE TRIGGER story_tag_no_DELETE BEFORE DELETE ON story_tag BEGIN SELECT RAISE(ABORT, 'story_tag is history: rows are only added'); END;
CREATE TRIGGER story_field_no_UPDATE BEFORE UPDATE ON story_field BEGIN SELECT RAISE(ABORT, 'story_field is history: rows are only added'); END;
CREATE TRIGGER story_field_no_DELETE BEFORE DELETE ON story_field BEGIN SELECT RAISE(ABORT, 'story_field is history: rows are only added'); END;
CREATE TRIGGER story_link_no_UPDATE BEFORE UPDATE ON story_link BEGIN SELECT RAISE(ABORT, 'story_link is history: rows are only added'); END;
CREATE TRIGGER story_link_no_DELETE BEFORE DELETE ON story_link BEGIN SELECT RAISE(ABORT, 'story_link is history: rows are only added'); END;
CREATE TRIGGER story_version_no_UPDATE BEFORE UPDATE ON story_version BEGIN SELECT RAISE(ABORT, 'story_version is history: rows are only added'); END;
CREATE TRIGGER story_version_no_DELETE BEFORE DELETE ON story_version BEGIN SELECT RAISE(ABORT, 'story_version is history: rows are only added'); END;
CREATE TRIGGER batch_no_UPDATE BEFORE UPDATE ON batch BEGIN SELECT RAISE(ABORT, 'batch is history: rows are only added'); END;
CREATE TRIGGER batch_no_DELETE BEFORE DELETE ON batch BEGIN SELECT RAISE(ABORT, 'batch is history: rows are only added'); END;
CREATE TRIGGER claim_no_UPDATE BEFORE UPDATE ON claim BEGIN SELECT RAISE(ABORT, 'claim is history: rows are only added'); END;
CREATE TRIGGER claim_no_DELETE BEFORE DELETE ON claim BEGIN SELECT RAISE(ABORT, 'claim is history: rows are only added'); END;
CREATE TRIGGER edit_no_UPDATE BEFORE UPDATE ON edit BEGIN SELECT RAISE(ABORT, 'edit is history: rows are only added'); END;
CREATE TRIGGER edit_no_DELETE BEFORE DELETE ON edit BEGIN SELECT RAISE(ABORT, 'edit is history: rows are only added'); END;
CREATE TRIGGER evidence_no_UPDATE BEFORE UPDATE ON evidence BEGIN SELECT RAISE(ABORT, 'evidence is history: rows are only added'); END;
CREATE TRIGGER evidence_no_DELETE BEFORE DELETE ON evidence BEGIN SELECT RAISE(ABORT, 'evidence is history: rows are only added'); END;
CREATE TRIGGER run_batch_no_UPDATE BEFORE UPDATE ON run_batch BEGIN SELECT RAISE(ABORT, 'run_batch is history: rows are only added'); END;
CREATE TRIGGER run_batch_no_DELETE BEFORE DELETE ON run_batch BEGIN SELECT RAISE(ABORT, 'run_batch is history: rows are only added'); END;
CREATE TRIGGER decision_no_UPDATE BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'decision is history: rows are only added'); END;
CREATE TRIGGER decision_no_DELETE BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'decision is history: rows are only added'); END;
COMMIT;
PRAGMA application_id=1400130660;
PRAGMA user_version=1;
