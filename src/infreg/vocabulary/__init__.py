"""The words of the register as frozen types; GLOSSARY.md says what each means. No I/O, no decisions."""
