"""Findings, and the rule of a disease that each meets. Written out by hand, a line a finding:

    disease: organism method[/marker] specimen [word or name=value …] -> rule, or - for none

`?` is what nobody told, `??` a specimen told in words that are not understood. Words: screening, marked,
immunity, inconclusive, awaited (a screening test alone), and flags in capitals. `R=FOX` is resistance,
`age=0` the age, `day=2018-05-01` the sampling day.
"""

from collections.abc import Iterator
from dataclasses import dataclass

TABLE = """
campylobacteriosis: CAMJEJ culture faeces -> grown-or-nucleic-acid
campylobacteriosis: CAMSPP nat faeces -> grown-or-nucleic-acid
campylobacteriosis: CAMJEJ ? faeces -> grown-or-nucleic-acid
campylobacteriosis: CAMJEJ antibody/igm serum -> -
campylobacteriosis: CAMJEJ culture faeces inconclusive -> -
campylobacteriosis: ARCBUT culture faeces -> -
salmonellosis: SALENT culture faeces -> grown-or-nucleic-acid
salmonellosis: SALSPP nat faeces -> grown-or-nucleic-acid
salmonellosis: SALPBJ typing bacterial-isolate -> grown-or-nucleic-acid
salmonellosis: SALTPI culture blood-culture -> -
salmonellosis: SALPAA culture faeces -> -
typhoid: SALTPI culture blood-culture -> grown-or-nucleic-acid
typhoid: SALTYP nat blood-culture -> typhi-or-paratyphi
typhoid: SALPAA culture blood-culture -> -
typhoid: SALTPI antibody/total serum -> -
paratyphoid: SALPAB culture faeces -> grown-or-nucleic-acid
paratyphoid: SALTPI culture faeces -> -
paratyphoid: SALPBJ culture faeces -> -
shigellosis: SHISON culture faeces -> grown-or-nucleic-acid
shigellosis: SHIEIE nat faeces -> shigella-or-eiec
shigellosis: ESCEIE nat faeces -> -
yersiniosis: YERENO3 culture faeces -> grown-or-nucleic-acid
yersiniosis: YERSPP nat faeces -> grown-or-nucleic-acid
yersiniosis: YEREN1A culture faeces -> -
yersiniosis: YERPES culture blood-culture -> -
yersiniosis: YERENT antibody/igm serum -> -
ehec: ESCSTE nat faeces -> shiga-toxin
ehec: STX2 nat faeces -> shiga-toxin
ehec: ESCCOL culture faeces STX1 -> shiga-toxin
ehec: ESCO103 typing bacterial-isolate STX2 -> shiga-toxin
ehec: ESCO103 culture faeces -> -
ehec: ESCCOL culture urine-midstream -> -
ehec: ESCEPE nat faeces EAE -> -
ecoli-enteritis: ESCEPE nat faeces EPEC EAE -> virulence-genes
ecoli-enteritis: ESCCOL culture faeces ETEC -> virulence-genes
ecoli-enteritis: ESCEPE nat faeces EAE STX1 -> -
ecoli-enteritis: ESCSTE nat faeces -> -
ecoli-enteritis: ESCCOL culture blood-culture -> -
cholera: VIBCO1 culture faeces -> o1-o139-or-toxin
cholera: CHOTOX nat faeces -> o1-o139-or-toxin
cholera: VIBCHO culture faeces -> serogroup-awaited
cholera: VIBCHO culture ear -> -
cholera: VIBCNO culture faeces -> -
listeriosis: LISMON culture blood-culture -> sterile-site
listeriosis: LISMON culture placenta -> sterile-site
listeriosis: LISMON culture throat age=0 -> sterile-site
listeriosis: LISMON typing bacterial-isolate marked -> notified-by-the-laboratory
listeriosis: LISMON culture faeces -> -
listeriosis: LISMON culture throat age=40 -> -
giardiasis: GIALAM microscopy faeces -> detected
giardiasis: GIALAM nat faeces -> detected
giardiasis: GIALAM antibody/total serum -> -
cryptosporidiosis: CRPPAR nat faeces -> detected
cryptosporidiosis: CRPSPP antigen faeces day=2012-01-01 -> detected
cryptosporidiosis: CYCCAY microscopy faeces -> -
rotavirus: ROTAA antigen faeces -> virus-detected
rotavirus: ROTA nat faeces day=2019-01-01 -> virus-detected
rotavirus: NORO nat faeces -> -
clostridioides-difficile: CDTOXB nat faeces -> toxin
clostridioides-difficile: CDTOX toxin faeces -> toxin
clostridioides-difficile: CLODIF nat faeces -> toxigenic-strain
clostridioides-difficile: CLODIF culture faeces -> -
clostridioides-difficile: CLODIF antigen faeces -> -
clostridioides-difficile: CDTBIN nat faeces -> -
botulism: BOTTOX toxin serum -> toxin-or-bacterium
botulism: CLOBOT culture faeces -> toxin-or-bacterium
botulism: CLOBOT culture food -> -
botulism: CLOPER culture faeces -> -
trichinosis: TRNSPI microscopy muscle -> detected
trichinosis: TRNSPP antibody/igm serum -> antibodies-of-a-current-infection
trichinosis: TRNSPP antibody/total serum immunity marked -> antibodies-notified
trichinosis: TRNSPP antibody/total serum immunity -> -
echinococcosis: ECHGRA microscopy cyst-fluid -> detected
echinococcosis: ECHSPP antibody/igm serum -> antibodies-of-a-current-infection
echinococcosis: ECHSPP antibody/total serum immunity marked -> antibodies-notified
echinococcosis: ECHSPP antibody/total serum immunity -> -
hepatitis-a: HAV antibody/igm serum -> antibodies-of-a-current-infection
hepatitis-a: HAV nat faeces -> virus-detected
hepatitis-a: HAV antibody/total serum immunity -> -
hepatitis-b: HBV antigen/hbsag serum -> virus-or-antigen
hepatitis-b: HBV nat plasma -> virus-or-antigen
hepatitis-b: HBV antigen/hbeag serum -> virus-or-antigen
hepatitis-b: HBV antibody/igm serum -> core-igm
hepatitis-b: HBV antibody/anti-hbs serum immunity -> -
hepatitis-b: HBV antibody/anti-hbs serum -> -
hepatitis-b: HBV antibody/anti-hbc serum immunity marked -> -
hepatitis-b: HBV antigen/hbsag serum awaited -> -
hepatitis-c: HCV nat plasma -> virus-detected
hepatitis-c: HCV antigen serum -> virus-detected
hepatitis-c: HCV antibody/total serum awaited -> -
hepatitis-c: HCV antibody/total serum -> -
hepatitis-d: HDV nat plasma -> virus-detected
hepatitis-d: HDV antibody/igm serum -> antibodies-of-a-current-infection
hepatitis-d: HDV antibody/total serum immunity -> -
hepatitis-e: HEV nat plasma -> virus-detected
hepatitis-e: HEV antibody/igm serum -> antibodies-of-a-current-infection
hepatitis-e: HEV antibody/igg serum immunity -> -
hiv: HIV1 nat plasma -> infection-confirmed
hiv: HIV1 antibody/other serum -> infection-confirmed
hiv: HIV1 nat plasma day=2018-05-01 -> infection-confirmed
hiv: HIV antibody/other serum awaited screening -> -
hiv: HTLV1 nat blood -> -
syphilis: TREPAL nat genital-ulcer -> bacterium-detected
syphilis: TREPAL antibody/igm serum -> igm
syphilis: TREPAL antibody/other serum -> two-tests
syphilis: TREPAL antibody/total serum awaited -> -
gonorrhoea: NEIGON nat urine-first-void -> grown-or-nucleic-acid
gonorrhoea: NEIGON culture throat -> grown-or-nucleic-acid
gonorrhoea: NEIGON microscopy urethra -> microscopy
gonorrhoea: NEILAC culture throat -> -
chlamydia: CHLTRA nat urine-first-void -> bacterium-detected
chlamydia: CHLTRA nat cervix day=2017-05-01 -> bacterium-detected
chlamydia: CHLTRA antibody/igm serum -> -
chlamydia: CHLPNE nat throat -> -
chlamydia: CHLLGV nat rectum -> -
lymphogranuloma-venereum: CHLLGV nat rectum -> serovar-detected
lymphogranuloma-venereum: CHLTRA nat rectum -> -
mpox: MPXVII nat vesicle -> virus-detected
mpox: ORTHOPX nat vesicle -> orthopoxvirus
mpox: CPXV nat vesicle -> -
mpox: VACV nat vesicle -> -
smallpox: VARV nat vesicle -> virus-detected
smallpox: ORTHOPX nat vesicle -> -
measles: MEASLES nat throat -> virus-detected
measles: MEASLES antibody/igm serum -> antibodies-of-a-current-infection
measles: MEASLES antibody/igg serum immunity -> -
rubella: RUBELLA nat throat -> virus-detected
rubella: RUBELLA antibody/igm serum -> antibodies-of-a-current-infection
rubella: RUBELLA antibody/igg serum immunity -> -
mumps: MUMPS nat saliva -> virus-detected
mumps: MUMPS antibody/igm serum -> antibodies-of-a-current-infection
mumps: MUMPS antibody/igg serum immunity -> -
pertussis: BORPER nat nasopharynx -> grown-or-nucleic-acid
pertussis: PERTOX antibody/igg serum -> antibodies-of-a-current-infection
pertussis: BORPAP nat nasopharynx -> -
pertussis: BORPER antibody/igg serum immunity -> -
diphtheria: DIPTOX nat throat -> toxin
diphtheria: CORDIP culture throat -> toxin-awaited
diphtheria: CORULC culture wound -> toxin-awaited
diphtheria: CORSTR culture wound -> -
diphtheria: DIPTOX antibody/igg serum immunity -> -
tetanus: TETTOX toxin serum -> toxin
tetanus: CLOTET culture wound -> bacterium-grown
tetanus: CLOTET antibody/igg serum immunity -> -
poliomyelitis: POLIO1 nat faeces -> virus-detected
poliomyelitis: ENTERO nat faeces -> -
pneumococcal-disease: STRPNE culture blood-culture -> sterile-site
pneumococcal-disease: STRPNE antigen csf -> sterile-site
pneumococcal-disease: STRPNE typing bacterial-isolate marked -> notified-by-the-laboratory
pneumococcal-disease: STRPNE typing bacterial-isolate -> -
pneumococcal-disease: STRPNE culture sputum -> -
pneumococcal-disease: STRPNE antigen urine -> -
pneumococcal-disease: STRPNE culture middle-ear -> -
pneumococcal-disease: STRPNE culture nasopharynx marked -> -
pneumococcal-disease: STRPNE antibody/igm serum -> -
pneumococcal-disease: STRPSP culture blood-culture -> -
haemophilus-influenzae: HAEINFN culture blood-culture -> sterile-site
haemophilus-influenzae: HAEINF nat csf -> sterile-site
haemophilus-influenzae: HAEINFB typing bacterial-isolate marked -> notified-by-the-laboratory
haemophilus-influenzae: HAEINF culture sputum -> -
haemophilus-influenzae: HAEPAI culture blood-culture -> -
streptococcus-a: STRPYO culture blood-culture -> sterile-site
streptococcus-a: STRPYO culture joint-fluid -> sterile-site
streptococcus-a: STRPYO culture wound-deep marked -> notified-by-the-laboratory
streptococcus-a: STRPYO culture wound-deep -> -
streptococcus-a: STRPYO culture throat -> -
streptococcus-a: STRPYO antigen throat -> -
streptococcus-b: STRAGA culture csf -> sterile-site
streptococcus-b: STRAGA typing bacterial-isolate marked -> notified-by-the-laboratory
streptococcus-b: STRAGA culture vagina-rectum screening -> -
streptococcus-b: STRAGA culture urine-suprapubic -> -
meningococcal-disease: NEIMENB culture blood-culture -> sterile-site
meningococcal-disease: NEIMEN nat csf -> sterile-site
meningococcal-disease: NEIMEN nat skin-biopsy -> sterile-site
meningococcal-disease: NEIMENW typing bacterial-isolate marked -> notified-by-the-laboratory
meningococcal-disease: NEIMEN culture throat -> -
meningococcal-disease: NEIMEN culture eye-conjunctiva -> -
influenza: INFAH3 nat nasopharynx -> virus-detected
influenza: INFB antigen nasopharynx -> virus-detected
influenza: INFC nat nasopharynx -> -
influenza: INFA antibody/igm serum -> -
influenza: PIV1 nat nasopharynx -> -
covid-19: SARS2 nat nasopharynx -> virus-detected
covid-19: SARS2 antigen nose -> virus-detected
covid-19: SARS2 nat nasopharynx day=2020-01-31 -> virus-detected
covid-19: SARS2 antibody/igm serum -> -
covid-19: COVOC43 nat nasopharynx -> -
sars: SARS1 nat throat -> virus-detected
sars: SARS2 nat throat -> -
mers: MERS nat sputum -> virus-detected
mers: CORSEA nat sputum -> -
legionellosis: LEGPNE culture sputum -> grown
legionellosis: LEGPN1 antigen urine -> urine-antigen
legionellosis: LEGSPP nat sputum -> nucleic-acid
legionellosis: LEGPNE antibody/igm serum -> antibodies-of-a-current-infection
legionellosis: LEGPNE culture water -> -
legionellosis: LEGPNE antibody/igg serum immunity -> -
tuberculosis: MTUBE culture sputum -> grown
tuberculosis: MBOVIS culture lymph-node -> grown
tuberculosis: MYCTUB nat sputum -> nucleic-acid
tuberculosis: MYCTUB other/other blood awaited screening -> -
tuberculosis: MYCBCG culture urine -> -
tuberculosis: MYCAVI culture sputum -> -
leprosy: MYCLEP nat skin-biopsy -> detected
leprosy: MYCMAR culture skin-biopsy -> -
malaria: PLAFAL microscopy blood-film -> detected
malaria: PLASPP antigen blood-edta -> detected
malaria: PLASPP antibody/igm serum -> -
malaria: BABDIV microscopy blood-film -> -
dengue: DENV2 nat serum -> virus-detected
dengue: DENV antigen serum -> virus-detected
dengue: DENV antibody/igm serum -> antibodies-of-a-current-infection
dengue: DENV antibody/igg serum immunity -> -
zika: ZIKV nat urine -> virus-detected
zika: ZIKV antibody/igm serum -> antibodies-of-a-current-infection
zika: DENV nat serum -> -
west-nile-fever: WNV nat csf -> virus-detected
west-nile-fever: WNV antibody/igm csf -> antibodies-in-cerebrospinal-fluid
west-nile-fever: WNV antibody/igm serum -> antibodies-of-a-current-infection
west-nile-fever: WNV antibody/igg serum immunity -> -
yellow-fever: YFV nat serum -> virus-detected
yellow-fever: YFV antibody/igm serum -> antibodies-of-a-current-infection
yellow-fever: YFV antibody/igg serum immunity -> -
tick-borne-encephalitis: TBEV nat csf -> virus-detected
tick-borne-encephalitis: TBEV antibody/igm csf -> antibodies-in-cerebrospinal-fluid
tick-borne-encephalitis: TBEV antibody/igm serum -> antibodies-of-a-current-infection
tick-borne-encephalitis: TBEV antibody/igg serum immunity marked -> antibodies-notified
tick-borne-encephalitis: TBEV antibody/igg serum immunity -> -
lyme-borreliosis: BRLBUR nat joint-fluid -> cerebrospinal-fluid-or-joint
lyme-borreliosis: BRLGAR nat csf -> cerebrospinal-fluid-or-joint
lyme-borreliosis: BRLBUR antibody/igm csf -> antibodies-in-cerebrospinal-fluid
lyme-borreliosis: BRLBUR antibody/igg csf immunity marked -> antibodies-notified
lyme-borreliosis: BRLBUR nat skin-biopsy -> -
lyme-borreliosis: BRLBUR antibody/igm serum -> -
lyme-borreliosis: BRLMIY nat blood -> -
lyme-borreliosis: BRLBUR nat arthropod -> -
relapsing-fever: BRLREC microscopy blood-film -> detected
relapsing-fever: BRLBUR nat blood -> -
nephropathia-epidemica: PUUV nat serum -> virus-detected
nephropathia-epidemica: PUUV antibody/igm serum -> puumala-antibodies
nephropathia-epidemica: HANTA antibody/igm serum -> hantavirus-antibodies
nephropathia-epidemica: PUUV antibody/igg serum immunity -> -
nephropathia-epidemica: SEOV antibody/igm serum -> -
haemorrhagic-fever: EBOV nat blood-edta -> virus-detected
haemorrhagic-fever: CCHFV antibody/igm serum -> antibodies-of-a-current-infection
haemorrhagic-fever: SEOV nat serum -> virus-detected
haemorrhagic-fever: PUUV nat serum -> -
haemorrhagic-fever: YFV nat serum -> -
viral-cns-infection: ENTERO nat csf -> cerebrospinal-fluid
viral-cns-infection: HSV2 nat csf -> cerebrospinal-fluid
viral-cns-infection: TOSV antibody/igm csf -> antibodies-in-cerebrospinal-fluid
viral-cns-infection: ENTERO nat faeces -> -
viral-cns-infection: HSV2 nat genital-ulcer -> -
viral-cns-infection: POLIO1 nat csf -> -
rabies: RABV nat saliva -> virus-detected
rabies: EBLV antigen brain -> virus-detected
rabies: RABV antibody/total serum immunity -> -
anthrax: BACANT culture blood-culture -> grown-or-nucleic-acid
anthrax: BACCER culture blood-culture -> -
plague: YERPES culture blood-culture -> grown-or-nucleic-acid
plague: YERPES antigen sputum -> antigen-or-antibodies
plague: YERPST culture blood-culture -> -
brucellosis: BRUMEL culture blood-culture -> grown-or-nucleic-acid
brucellosis: BRUSPP antibody/igm serum -> antibodies-of-a-current-infection
brucellosis: BRUSPP antibody/total serum immunity marked -> antibodies-notified
brucellosis: BRUSPP antibody/total serum immunity -> -
tularaemia: FRAHOL nat wound -> grown-or-nucleic-acid
tularaemia: FRATUL antibody/igm serum -> antibodies-of-a-current-infection
tularaemia: FRATUL antibody/total serum immunity marked -> antibodies-notified
tularaemia: FRATUL antibody/igg serum immunity -> -
q-fever: COXBUR nat blood-edta -> grown-or-nucleic-acid
q-fever: COXBUR antibody/igm serum -> antibodies-of-a-current-infection
q-fever: COXBUR antibody/igg serum immunity marked -> antibodies-notified
q-fever: COXBUR antibody/igg serum immunity -> -
typhus: RICPRO nat blood-edta -> grown-or-nucleic-acid
typhus: RICPRO antibody/igm serum -> antibodies-of-a-current-infection
typhus: RICAFR nat skin-biopsy -> -
mrsa: STAAUR culture wound MRSA -> infection
mrsa: STAAUR culture blood-culture R=FOX -> infection
mrsa: STAAUR culture furuncle MECA -> infection
mrsa: STAAUR nat blood-culture MRSA -> infection-by-nucleic-acid
mrsa: STAAUR culture nose MRSA -> carriage
mrsa: STAAUR culture wound MRSA screening -> carriage
mrsa: STAAUR culture throat R=FOX,ERY screening -> carriage
mrsa: STAAUR typing bacterial-isolate MRSA -> isolate
mrsa: STAAUR nat bacterial-isolate MECA -> isolate
mrsa: STAAUR culture ?? MRSA -> isolate
mrsa: STAAUR nat ?? MECA -> unknown-specimen-by-nucleic-acid
mrsa: STAAUR culture ? MRSA -> carriage
mrsa: STAAUR culture ?? MRSA screening -> carriage
mrsa: STAAUR typing bacterial-isolate MRSA screening -> carriage
mrsa: STAAUR ? ? MRSA -> carriage
mrsa: STAAUR nat nose MRSA screening -> carriage-by-nucleic-acid
mrsa: STAAUR nat/resistance-gene nose screening -> carriage-by-nucleic-acid
mrsa: STAAUR culture nose screening -> -
mrsa: STAAUR culture wound R=PEN,ERY -> -
mrsa: STAAUR culture environment MRSA -> -
mrsa: STAEPI culture blood-culture R=FOX -> -
vre: ENCFAI culture blood-culture VANB -> infection
vre: ENCFAI culture urine R=VAN -> infection
vre: ENCFAI nat blood-culture VANA -> infection-by-nucleic-acid
vre: ENCFAI typing bacterial-isolate VANA -> isolate
vre: ENCSPP nat ?? VANB -> unknown-specimen-by-nucleic-acid
vre: ENCFAI culture rectum VRE screening -> carriage
vre: ENCSPP nat rectum VANB screening -> carriage-by-nucleic-acid
vre: ENCFAE culture urine -> -
vre: ENCGAL culture blood-culture R=VAN -> -
vre: ENCFAI culture blood-culture R=AMP -> -
esbl-carba: KLEPNE culture blood-culture KPC -> infection
esbl-carba: ACIBAU culture wound OXA-23 -> infection
esbl-carba: ESCCOL culture urine ESBL-CARBA NDM -> infection
esbl-carba: PSEAER nat tracheal-aspirate VIM -> infection-by-nucleic-acid
esbl-carba: KLEPNE typing bacterial-isolate NDM -> isolate
esbl-carba: ESCCOL nat ?? KARBAPENEMASE -> unknown-specimen-by-nucleic-acid
esbl-carba: ESCCOL culture rectum OXA-48 screening -> carriage
esbl-carba: ESCCOL nat faeces KARBAPENEMASE screening -> carriage-by-nucleic-acid
esbl-carba: ESCCOL culture urine ESBL R=CTX,CAZ -> -
esbl-carba: PSEAER culture sputum R=MEM,IPM -> -
candida-auris: CANAUR culture blood-culture -> infection
candida-auris: CANAUR nat ear -> infection-by-nucleic-acid
candida-auris: CANAUR typing fungal-isolate -> isolate
candida-auris: CANAUR culture ?? -> isolate
candida-auris: CANAUR nat ?? -> unknown-specimen-by-nucleic-acid
candida-auris: CANAUR culture groin -> carriage
candida-auris: CANAUR culture blood-culture screening -> carriage
candida-auris: CANAUR nat axilla screening -> carriage-by-nucleic-acid
candida-auris: CANHAE culture blood-culture -> -
"""


@dataclass(frozen=True)
class Example:
    """What a laboratory found, and the rule of the disease it meets (None: none)."""

    line: str
    disease: str
    said: tuple[str, ...]
    rule: str | None


def examples() -> Iterator[Example]:
    for line in TABLE.strip().splitlines():
        disease, rest = line.split(": ")
        said, rule = rest.split(" -> ")
        yield Example(line, disease, tuple(said.split()), None if rule == "-" else rule)
