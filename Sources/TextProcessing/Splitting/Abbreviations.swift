/// Words whose point does not end a sentence, in lower case, of English, French and German.
enum Abbreviations {
  /// Something always follows them.
  static let beforeNames: Set<String> = words(
    """
    mr mrs ms messrs dr prof rev hon st mt gen col maj capt cpt lt sgt cpl adm cmdr sen rep gov pres supt
    mme mlle mgr mlles mmes hr hrn fr frl dipl ing
    e.g i.e eg ie cf vs viz al ca approx resp incl excl p.ex env
    z.b d.h u.a i.d.r o.ä u.ä s.o s.u v.a z.t bzw evtl ggf inkl exkl sog vgl geb gest str zzgl
    """)

  /// A number follows them, or the sentence ends.
  static let beforeNumbers: Set<String> = words(
    """
    no nos nr nrn art abb tab fig figs eq eqs sec ch chap vol vols bd p pp s pg abs abt ziff
    jan feb mar apr jun jul aug sep sept oct nov dec janv févr avr juil déc
    """)

  /// What follows an ordinal in German.
  static let afterOrdinal: Set<String> = Set(
    """
    Januar Februar März April Mai Juni Juli August September Oktober November Dezember
    Jahrhundert Jahrhunderts Weltkrieg Weltkriegs Klasse Stock Etage Platz Mal Tag Juni Liga Auflage Geburtstag
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  /// Words with a capital that rather begin a sentence than continue a name.
  static let sentenceStarts: Set<String> = Set(
    """
    The A An He She It I We They You This That These Those There Then In On At But And So If When What
    Il Elle Ils Elles Je Tu Nous Vous On Le La Les Un Une Ce C Mais Et
    Er Sie Es Ich Wir Ihr Der Die Das Ein Eine Aber Und Dann
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  private static func words(_ text: String) -> Set<String> {
    Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
  }
}
