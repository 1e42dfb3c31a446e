/// Chinese people's names where somebody is introduced, such as 我叫王伟: they are written in pinyin, which no network of
/// this size learns for all of them.
enum ChineseNames {
  private static let introductions = [
    "我叫", "他叫", "她叫", "你叫", "名叫", "名字叫", "名字是", "叫做", "叫作", "姓名：",
  ]
  /// The hundred most frequent surnames.
  private static let surnames = Set(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
  )
  private static let titles = ["先生", "女士", "小姐", "老师", "医生", "太太", "什么", "经理"]

  /// A surname and one or two more characters that end a clause.
  static func spans(_ characters: [Character]) -> [MarkScanner.Span] {
    characters.indices.compactMap { place in
      guard surnames.contains(characters[place]),
        introductions.contains(where: { ends(place, $0, characters) })
      else { return nil }
      let name = characters[place...].prefix { CopyMarks.isIdeograph($0) }
      let given = String(name.dropFirst())
      guard (1...2).contains(given.count), !titles.contains(given) else { return nil }
      let pinyin = [String(name.prefix(1)), given].map(MarkValue.pinyin).joined(separator: " ")
      return MarkScanner.Span(
        range: place..<place + name.count, value: .copy(pinyin))
    }
  }

  private static func ends(_ place: Int, _ text: String, _ characters: [Character]) -> Bool {
    characters[..<place].suffix(text.count).elementsEqual(text)
  }
}
