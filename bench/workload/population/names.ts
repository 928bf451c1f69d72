/** Given names and family names in one writing system. */
export interface Script {
  /** Two letters, the start of the account names. */
  readonly tag: string
  readonly given: readonly string[]
  readonly family: readonly string[]
  readonly familyFirst?: true
  /** What stands between the two; without it, a space. */
  readonly joint?: ''
}

/** Common names as people write them, also with characters outside the Basic Multilingual Plane. */
export const SCRIPTS: readonly Script[] = [
  {
    tag: 'en',
    given: ['Amelia', 'Noah', 'Siobhán', 'Zoë', 'Jean-Luc', 'Mary Ann', 'Renée', 'Connor'],
    family: ['O’Neill', "D'Arcy", 'Smith', 'Brontë', 'Fitz-Gerald', 'van der Berg', 'Jones', 'Ng'],
  },
  {
    tag: 'de',
    given: ['Jürgen', 'Käthe', 'Björn', 'Rüdiger', 'Jörg', 'Günther', 'Zoé', 'Lüder'],
    family: ['Müller', 'Groß', 'Schäfer', 'Österreicher', 'Strauß', 'Köhler', 'Jäger', 'Böhm'],
  },
  {
    tag: 'pl',
    given: ['Łukasz', 'Żaneta', 'Świętosława', 'Bożena', 'Paweł', 'Grażyna', 'Jiří', 'Ľubomír'],
    family: ['Wójcik', 'Łęcka', 'Żółć', 'Szczęsny', 'Dvořák', 'Čapek', 'Őry', 'Şahin'],
  },
  {
    tag: 'el',
    given: ['Αλέξανδρος', 'Ελένη', 'Γιώργος', 'Ωριγένης', 'Σοφία', 'Χρήστος'],
    family: ['Παπαδόπουλος', 'Αγγελίδης', 'Οικονόμου', 'Νικολάου', 'Βασιλείου', 'Ψαράς'],
  },
  {
    tag: 'ru',
    given: ['Алексей', 'Ольга', 'Фёдор', 'Юлия', 'Дмитрий', 'Євген'],
    family: ['Иванов', 'Щербакова', 'Соловьёв', 'Кузнецова', 'Жуков', 'Ґалаґан'],
  },
  {
    tag: 'ar',
    given: ['محمد', 'فاطمة', 'عبد الله', 'نور', 'يوسف', 'آمنة'],
    family: ['الهاشمي', 'بن سعيد', 'القحطاني', 'حسين', 'المصري', 'العلي'],
  },
  {
    tag: 'he',
    given: ['דוד', 'שרה', 'יעקב', 'נועה', 'אברהם', 'רבקה'],
    family: ['כהן', 'לוי', 'מזרחי', 'פרץ', 'ביטון', 'בן־דוד'],
  },
  {
    tag: 'hi',
    given: ['अर्जुन', 'प्रिया', 'कृष्ण', 'लक्ष्मी', 'राजेश', 'सुनीता'],
    family: ['शर्मा', 'वर्मा', 'सिंह', 'गुप्ता', 'पटेल', 'त्रिपाठी'],
  },
  {
    tag: 'th',
    given: ['สมชาย', 'กนกวรรณ', 'ณัฐพล', 'พิมพ์ชนก', 'ธนากร', 'อรุณี'],
    family: ['ใจดี', 'แสงทอง', 'ศรีสุข', 'วงศ์ใหญ่', 'บุญมี', 'รัตนกุล'],
  },
  {
    tag: 'zh',
    given: ['伟', '秀英', '子涵', '建国', '\u{20BB7}彦', '丽'],
    family: ['王', '李', '欧阳', '司马', '张', '\u{2A6A5}'],
    familyFirst: true,
    joint: '',
  },
  {
    tag: 'ja',
    given: ['太郎', 'さくら', '健一', 'あゆみ', 'ジョン', '美咲'],
    family: ['田中', '\u{20B9F}崎', '佐々木', '\u{20BB7}野家', '渡邉', '髙橋'],
    familyFirst: true,
  },
  {
    tag: 'ko',
    given: ['민준', '서연', '지훈', '하은', '도윤', '예린'],
    family: ['김', '이', '박', '남궁', '제갈', '황보'],
    familyFirst: true,
    joint: '',
  },
  {
    tag: 'vi',
    given: ['Đức', 'Thảo Nguyên', 'Quỳnh', 'Hữu Phước', 'Ngọc Ánh', 'Tuệ'],
    family: ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Huỳnh', 'Đặng'],
    familyFirst: true,
  },
]

/** The parts of the organisation: containers below the people's, some with characters to escape. */
export const UNITS = [
  'Sales',
  'Research, Development',
  'Büro + Verwaltung',
  '#Operations',
  'Ελλάδα',
  '営業部',
  'הנהלה',
] as const

/**
 * What makes a distinguished name hard: each a way to put one special character into a common name
 * (PWB-LOOK-8). `n` keeps the names apart.
 */
export const DECORATIONS: readonly ((name: string, n: number) => string)[] = [
  (name, n) => ` ${name} ${n}`,
  (name, n) => `#${name} ${n}`,
  (name, n) => `${name}, Jr. ${n}`,
  (name, n) => `${name} + ${n}`,
  (name, n) => `"${name}" ${n}`,
  (name, n) => `${name} \\ ${n}`,
  (name, n) => `<${name}> ${n}`,
  (name, n) => `${name}; ${n}`,
  (name, n) => `${name} = ${n}`,
  (name, n) => `${name} / ${n}`,
  (name, n) => `${name} ${n} `,
]
