// Makes src/Messenger.Server/Chat/Names/UnicodeTables.g.cs: the few Unicode tables that the name rules need.
//
// Programs are published with InvariantGlobalization, where string.Normalize leaves non-ASCII text as it is, and
// .NET has neither scripts nor confusables; so the tables are ours. They lie in the program's read-only data in the
// shape in which they are searched: nothing is parsed, decompressed or allocated when a name is checked.
//
//     apt-get install unicode-data libicu72        (Debian 12; both are Unicode 15.0, which is checked)
//     dotnet run tests/Messenger.NameTables/generate.cs              writes the tables and the test vectors
//     dotnet run tests/Messenger.NameTables/generate.cs -- --check   exit 1 if what is committed differs
//
// Debian does not package UTS #39's data files, so confusables, the General Security Profile and the scripts' usage
// are asked of ICU, code point by code point; all else comes from the Unicode character database.

#:property GenerateDocumentationFile=true
#:property NoWarn=$(NoWarn);CS1591

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

var check = args.Contains("--check");
var ucd = Environment.GetEnvironmentVariable("UNICODE_DATA") ?? "/usr/share/unicode";
var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));
const int CodePoints = 0x110000;

if (Icu.UnicodeVersion() is var version && !File.ReadLines(Path.Combine(ucd, "Scripts.txt")).First().Contains(version))
    throw new InvalidOperationException($"ICU has Unicode {version}, the character database another: the tables must be of one version.");

// ---- The character database -------------------------------------------------------------------------------------

var category = new string[CodePoints];
var combiningClass = new byte[CodePoints];
var decomposition = new Dictionary<int, (bool Compatibility, int[] To)>();
string[]? first = null;
foreach (var line in File.ReadLines(Path.Combine(ucd, "UnicodeData.txt")))
{
    var field = line.Split(';');
    var code = Hex(field[0]);
    if (field[1].EndsWith(", First>", StringComparison.Ordinal)) { first = field; continue; }
    for (var c = first is null ? code : Hex(first[0]); c <= code; c++)
        category[c] = field[2];
    first = null;
    combiningClass[code] = byte.Parse(field[3], CultureInfo.InvariantCulture);
    if (field[5].Length > 0)
        decomposition[code] = (field[5][0] == '<', Sequence(field[5].Split('>')[^1]));
}

var scriptNames = new Dictionary<string, string>(); // long name -> short
foreach (var (value, rest) in Lines("PropertyValueAliases.txt").Where(l => l.Value == "sc"))
    scriptNames[rest[1]] = rest[0];
var longNames = scriptNames.ToDictionary(p => p.Value, p => p.Key.Replace('_', ' '));
var script = new string?[CodePoints];
foreach (var (c, rest) in Points("Scripts.txt"))
    script[c] = scriptNames[rest[0]];
var scripts = script.Select(s => s is null ? [] : new[] { s }).ToArray();
foreach (var (c, rest) in Points("ScriptExtensions.txt"))
    scripts[c] = rest[0].Split(' ');

var xidContinue = Property("DerivedCoreProperties.txt", "XID_Continue");
var ignorable = Property("DerivedCoreProperties.txt", "Default_Ignorable_Code_Point");
var notComposed = Property("DerivedNormalizationProps.txt", "Full_Composition_Exclusion");
var notNfkc = Points("DerivedNormalizationProps.txt").Where(p => p.Fields is ["NFKC_QC", "N"]).Select(p => p.Code).ToHashSet();

var folding = new Dictionary<int, int[]>();
foreach (var (value, rest) in Lines("CaseFolding.txt").Where(l => l.Fields[0] is "C" or "F"))
    folding[Hex(value)] = Sequence(rest[1]);

// ---- The alphabet: letters, marks and decimal digits that people write today --------------------------------------

// UTS #39's General Security Profile, and beside it the letters of living scripts of limited use (UAX #31, table 7):
// their writers have names too, and their look-alikes have skeletons like all others. What is left out is technical,
// obsolete or historic: most screens show it as the same empty box.
var recommended = Icu.Recommended();
var letters = new bool[CodePoints];
for (var c = 0; c < CodePoints; c++)
{
    var written = category[c] is "Lu" or "Ll" or "Lt" or "Lm" or "Lo" or "Mn" or "Mc" or "Nd";
    var living = recommended(c) || (Icu.LimitedUse(c) && xidContinue.Contains(c));
    letters[c] = written && living && !ignorable.Contains(c) && !notNfkc.Contains(c);
}

var usedScripts = Enumerable.Range(0, CodePoints).Where(c => letters[c]).SelectMany(c => scripts[c]).Distinct()
    .Where(s => s is not ("Zyyy" or "Zinh")).Order(StringComparer.Ordinal).ToList();
// The three writing systems that are one script to their readers (UTS #39, 5.1), without its Latin admixture.
var augmented = new Dictionary<string, string[]>
{
    ["Hani"] = ["Hanb", "Jpan", "Kore"],
    ["Hira"] = ["Jpan"],
    ["Kana"] = ["Jpan"],
    ["Bopo"] = ["Hanb"],
    ["Hang"] = ["Kore"],
};
foreach (var (name, text) in new[] { ("Hanb", "Han with Bopomofo"), ("Jpan", "Japanese"), ("Kore", "Korean") })
{
    usedScripts.Add(name);
    longNames[name] = text;
}
if (usedScripts.Count > 128)
    throw new InvalidOperationException($"{usedScripts.Count} scripts do not fit a 128-bit set.");

var sets = new List<UInt128>();
var alphabet = new List<(int Start, int Value)>();
for (var c = 0; c < CodePoints; c++)
{
    var value = letters[c] ? Kind(c) << 8 | Set(c) : 0;
    if (alphabet.Count == 0 ? value != 0 : alphabet[^1].Value != value)
        alphabet.Add((c, value));
}

// CharacterKind, in its order: None, Letter, Digit, SpacingMark, Mark, Accent (a mark of no script of its own).
int Kind(int c) => category[c] switch
{
    "Nd" => 2,
    "Mc" => 3,
    "Mn" => script[c] is "Zinh" or "Zyyy" ? 5 : 4,
    _ => 1,
};

int Set(int c)
{
    UInt128 set = 0;
    foreach (var s in scripts[c])
        foreach (var member in augmented.GetValueOrDefault(s, []).Prepend(s))
            set |= member is "Zyyy" or "Zinh" ? UInt128.MaxValue : UInt128.One << usedScripts.IndexOf(member);
    if (!sets.Contains(set))
        sets.Add(set);
    return sets.IndexOf(set);
}

// ---- Normalization -----------------------------------------------------------------------------------------------

int[] Decompose(int c, bool compatibility) =>
    decomposition.TryGetValue(c, out var d) && (compatibility || !d.Compatibility)
        ? [.. d.To.SelectMany(t => Decompose(t, compatibility))]
        : [c];

var decompositions = decomposition.Keys.Order().Select(c => (c, Text(Decompose(c, compatibility: true)))).ToList();
var compositions = decomposition
    .Where(d => !d.Value.Compatibility && d.Value.To.Length == 2 && !notComposed.Contains(d.Key))
    .Select(d => (First: d.Value.To[0], Second: d.Value.To[1], To: d.Key))
    .OrderBy(d => d.First).ThenBy(d => d.Second).ToList();
var classes = new List<(int Start, int Value)>();
for (var c = 0; c < CodePoints; c++)
    if (classes.Count == 0 ? combiningClass[c] != 0 : classes[^1].Value != combiningClass[c])
        classes.Add((c, combiningClass[c]));
var foldings = folding.OrderBy(f => f.Key).Select(f => (f.Key, Text(f.Value))).ToList();

// ---- Shapes: what a letter looks like, whatever its case ----------------------------------------------------------

// A capital is first drawn (UTS #39), then folded: Greek Ν is an n, Greek ν a v, and the Cyrillic В a b. ASCII is
// drawn again (M folds to m, which looks like rn). Beyond UTS #39: a small capital reads as its letter, and i, l and 1
// are one shape, because a capital I stands for an i and looks like an l.
var smallCapitals = "ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpʀrꜱsᴛtᴜuᴠvᴡwʏyᴢzĸk";
var shapes = new List<(int Code, string To)>();
var seen = new SortedSet<int> { '-', '_', '.' };
for (var c = 0; c < CodePoints; c++)
    if (letters[c])
        seen.UnionWith(c is >= 0xAC00 and <= 0xD7A3 ? Jamo(c - 0xAC00) : Decompose(c, compatibility: false));
foreach (var c in seen)
{
    var drawn = Runes(Icu.Skeleton(char.ConvertFromUtf32(c))).SelectMany(r => folding.GetValueOrDefault(r, [r]));
    var again = drawn.SelectMany(r => SmallCapital(r) is var s && s < 0x80 ? Runes(Icu.Skeleton(char.ConvertFromUtf32(s))) : [s]);
    var shape = Text([.. again.SelectMany(r => Decompose(r, false)).Select(r => r is 'i' or '1' ? 'l' : r)]);
    if (shape != char.ConvertFromUtf32(c))
        shapes.Add((c, shape));
}

static int[] Jamo(int syllable) => [0x1100 + syllable / 588, 0x1161 + syllable % 588 / 28, 0x11A7 + syllable % 28];

int SmallCapital(int c) => smallCapitals.IndexOf((char)c) is var at and >= 0 && c >= 0x80 ? smallCapitals[at + 1] : c;

// ---- Writing -----------------------------------------------------------------------------------------------------

var source = new StringBuilder($$"""
    // <auto-generated>
    // By tests/Messenger.NameTables/generate.cs from Unicode {{version}}. Do not edit: change the generator.
    // </auto-generated>
    namespace Messenger.Server.Chat.Names;

    internal static partial class UnicodeTables
    {
        /// <summary>Names of the scripts, in the order of their bits in a script set.</summary>
        private static readonly string[] Scripts =
        [
            {{string.Join(", ", usedScripts.Select(s => $"\"{longNames[s]}\""))}},
        ];


    """);
var total = 0;
Emit("ScriptSetBytes", "One 128-bit little-endian set of scripts each.", w =>
{
    foreach (var set in sets) { w.Write((ulong)set); w.Write((ulong)(set >> 64)); }
});
Emit("AlphabetBytes", "Ranges of code points: start (3 bytes), kind, index of the script set.", w =>
{
    foreach (var (start, value) in alphabet) { Write3(w, start); w.Write((byte)(value >> 8)); w.Write((byte)value); }
});
Emit("CombiningClassBytes", "Ranges of code points: start (3 bytes), canonical combining class, 0.", w =>
{
    foreach (var (start, value) in classes) { Write3(w, start); w.Write((byte)value); w.Write((byte)0); }
});
Emit("CompositionBytes", "Canonical compositions: first, second, composed (3 bytes each), sorted.", w =>
{
    foreach (var (a, b, to) in compositions) { Write3(w, a); Write3(w, b); Write3(w, to); }
});
EmitMap("Decomposition", "full compatibility decompositions", decompositions);
EmitMap("Folding", "full case foldings", foldings);
EmitMap("Shape", "shapes", shapes);
source.Append("}\n");
Save("src/Messenger.Server/Chat/Names/UnicodeTables.g.cs", source.ToString());
Console.Error.WriteLine($"Unicode {version}: {total} bytes; {letters.Count(l => l)} letters, marks and digits of {usedScripts.Count} scripts; {sets.Count} script sets; "
    + $"{decompositions.Count} decompositions, {compositions.Count} compositions, {foldings.Count} foldings, {shapes.Count} shapes.");
Save("tests/Messenger.Server.Tests/Chat/Names/NormalizationVectors.g.cs", Vectors());
return Environment.ExitCode;

// A sample of NormalizationTest.txt: all special cases, then every so-manyth line of the large parts.
string Vectors()
{
    using var bzcat = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("bzcat", [Path.Combine(ucd, "NormalizationTest.txt.bz2")]) { RedirectStandardOutput = true })!;
    var text = new StringBuilder();
    var (part, number) = ("", 0);
    while (bzcat.StandardOutput.ReadLine() is { } line)
    {
        if (line.StartsWith('@')) (part, number) = (line[..6], 0);
        if (line.Length == 0 || line[0] is '#' or '@') continue;
        if (number++ % part switch { "@Part0" => 1, "@Part2" => 23, _ => 89 } == 0)
            text.Append("        ").Append(line.AsSpan(0, line.IndexOf(" #", StringComparison.Ordinal))).Append('\n');
    }
    bzcat.WaitForExit();
    return $$""""
        // <auto-generated>
        // By tests/Messenger.NameTables/generate.cs: a sample of NormalizationTest.txt of Unicode {{version}}.
        // Columns: source; NFC; NFD; NFKC; NFKD.
        // </auto-generated>
        namespace Messenger.Server.Tests.Chat.Names;

        internal static class NormalizationVectors
        {
            internal const string Lines = """
        {{text.ToString().TrimEnd('\n')}}
                """;
        }

        """";
}

void EmitMap(string name, string what, IReadOnlyList<(int Code, string To)> map)
{
    var pool = new MemoryStream();
    var places = new Dictionary<string, int>();
    Emit(name + "Bytes", $"Keys of the {what}: code point (3 bytes), offset in the pool (2 bytes), sorted.", w =>
    {
        foreach (var (code, to) in map)
        {
            if (!places.TryGetValue(to, out var place))
            {
                places[to] = place = (int)pool.Position;
                var utf8 = Encoding.UTF8.GetBytes(to);
                pool.WriteByte(checked((byte)utf8.Length));
                pool.Write(utf8);
            }
            Write3(w, code);
            w.Write(checked((ushort)place));
        }
    });
    Emit(name + "Pool", $"The {what}: length in bytes, then UTF-8.", w => w.Write(pool.ToArray()));
}

void Emit(string name, string summary, Action<BinaryWriter> write)
{
    var bytes = new MemoryStream();
    write(new BinaryWriter(bytes));
    total += (int)bytes.Length;
    source.Append($"    /// <summary>{summary}</summary>\n    private static ReadOnlySpan<byte> {name} =>\n    [\n");
    foreach (var chunk in bytes.ToArray().Chunk(48))
        source.Append("        ").Append(string.Join(",", chunk)).Append(",\n");
    source.Append("    ];\n\n");
}

void Save(string path, string text)
{
    var file = Path.Combine(root, path);
    if (!check)
        File.WriteAllText(file, text);
    else if (!File.Exists(file) || File.ReadAllText(file) != text)
    {
        Console.Error.WriteLine($"{path} is not what the generator makes.");
        Environment.ExitCode = 1;
    }
}

static void Write3(BinaryWriter w, int value)
{
    w.Write((byte)(value >> 16));
    w.Write((byte)(value >> 8));
    w.Write((byte)value);
}

static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
static int[] Sequence(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Hex)];
static string Text(IEnumerable<int> codes) => string.Concat(codes.Select(char.ConvertFromUtf32));
static IEnumerable<int> Runes(string text) => text.EnumerateRunes().Select(r => r.Value);
static string ThisFile([CallerFilePath] string path = "") => path;

// The lines of a file of the character database: what stands before the first semicolon, and the fields after it.
IEnumerable<(string Value, string[] Fields)> Lines(string file) =>
    from line in File.ReadLines(Path.Combine(ucd, file))
    let text = line.Split('#')[0]
    where text.Contains(';')
    let field = text.Split(';', StringSplitOptions.TrimEntries)
    select (field[0], field[1..]);

// The same where the first field is a code point or a range of them, one by one.
IEnumerable<(int Code, string[] Fields)> Points(string file) =>
    from line in Lines(file)
    let range = line.Value.Split("..")
    from code in Enumerable.Range(Hex(range[0]), Hex(range[^1]) - Hex(range[0]) + 1)
    select (code, line.Fields);

HashSet<int> Property(string file, string name) => [.. Points(file).Where(p => p.Fields[0] == name).Select(p => p.Code)];

internal static unsafe partial class Icu
{
    private const string Common = "libicuuc.so.72", I18n = "libicui18n.so.72";
    private const int LimitedUseScript = 3; // USCRIPT_USAGE_LIMITED_USE
    private static readonly nint Spoof = Open();

    internal static string UnicodeVersion()
    {
        var version = stackalloc byte[4];
        GetUnicodeVersion(version);
        return $"{version[0]}.{version[1]}.{version[2]}";
    }

    internal static Func<int, bool> Recommended()
    {
        var error = 0;
        var set = GetRecommendedSet(&error);
        Check(error);
        return c => Contains(set, c) != 0;
    }

    internal static bool LimitedUse(int c)
    {
        var error = 0;
        var script = GetScript(c, &error);
        Check(error);
        return GetUsage(script) == LimitedUseScript;
    }

    internal static string Skeleton(string text)
    {
        var error = 0;
        var buffer = stackalloc char[256];
        fixed (char* chars = text)
        {
            var length = GetSkeleton(Spoof, 0, chars, text.Length, buffer, 256, &error);
            Check(error);
            return new string(buffer, 0, length);
        }
    }

    private static nint Open()
    {
        var error = 0;
        var spoof = OpenSpoof(&error);
        Check(error);
        return spoof;
    }

    private static void Check(int error)
    {
        if (error > 0)
            throw new InvalidOperationException($"ICU error {error}.");
    }

    [LibraryImport(Common, EntryPoint = "u_getUnicodeVersion_72")] private static partial void GetUnicodeVersion(byte* version);
    [LibraryImport(Common, EntryPoint = "uset_contains_72")] private static partial byte Contains(nint set, int c);
    [LibraryImport(Common, EntryPoint = "uscript_getScript_72")] private static partial int GetScript(int c, int* error);
    [LibraryImport(Common, EntryPoint = "uscript_getUsage_72")] private static partial int GetUsage(int script);
    [LibraryImport(I18n, EntryPoint = "uspoof_open_72")] private static partial nint OpenSpoof(int* error);
    [LibraryImport(I18n, EntryPoint = "uspoof_getRecommendedSet_72")] private static partial nint GetRecommendedSet(int* error);
    [LibraryImport(I18n, EntryPoint = "uspoof_getSkeleton_72")] private static partial int GetSkeleton(nint spoof, uint type, char* text, int length, char* to, int capacity, int* error);
}
