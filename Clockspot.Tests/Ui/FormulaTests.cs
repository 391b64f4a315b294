using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using Clockspot.Tests.Features.Reports;
using Clockspot.Ui;

namespace Clockspot.Tests.Ui;

/// <summary>No text that somebody typed is a formula to a spreadsheet that opens the file.</summary>
public sealed class FormulaTests
{
    /// <summary>What a spreadsheet may compute, or start a program with.</summary>
    public static TheoryData<string> Formulas => new(
    [
        "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "\uFF1D1+1", "\uFF0B1+1", "\uFF0D1+1", "\uFF20SUM(A1)", "|calc",
            "%0A=1+1",
        " =1+1", "\u00A0=1+1", "\u3000\uFF1D1+1", "\uFEFF=1+1", "\u200B=1+1", "\u2060\u200E=1+1", "\0=1+1", "\u001B=1+1",
    ]);

    /// <summary>A spreadsheet of another country divides by other signs than the comma.</summary>
    public static TheoryData<string> Divided => new(["x;=1+1", "x\t=1+1", "x\n=1+1", "x\r\n@SUM(A1)", "x; \uFF1D1+1"]);

    public static TheoryData<string> Texts => new(["Ann", "'=1", "1=1", "50% off", "a@example.com", "O'Brien - night", "", "日本",
        "8:00; 12:00"]);

    [Theory]
    [MemberData(nameof(Formulas))]
    public async Task A_formula_is_text_in_a_csv_file(string text)
    {
        var cell = await Csv(text);
        Assert.StartsWith("'", cell, StringComparison.Ordinal);
        Assert.Equal(text, cell.Replace("'", "", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Divided))]
    public async Task A_formula_after_a_divider_is_text_as_well(string text) => Assert.Matches("[;\t\r\n] ?'", await Csv(text));

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Other_text_stays_as_it_is(string text) => Assert.Equal(text, await Csv(text));

    [Fact]
    public async Task Numbers_stay_numbers()
    {
        using var file = new MemoryStream();
        await CsvFile.Write(file, ["int", "long", "decimal", "double"], One([-1, -2L, -3.5m, -4.5]), default);
        Assert.EndsWith("-1,-2,-3.5,-4.5", Encoding.UTF8.GetString(file.ToArray()).TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formulas))]
    public async Task A_formula_in_a_workbook_stays_text_when_somebody_edits_it(string text)
    {
        var cell = await Xlsx(text);
        Assert.Equal(("inlineStr", "4"), ((string?)cell.Attribute("t"), (string?)cell.Attribute("s")));
        Assert.Empty(cell.Elements(cell.Name.Namespace + "f"));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Other_text_of_a_workbook_has_no_mark(string text) =>
        Assert.Equal("0", (string?)(await Xlsx(text)).Attribute("s") ?? "0");

    static async Task<string> Csv(string text)
    {
        using var file = new MemoryStream();
        await CsvFile.Write(file, ["text", "after"], One([text, "x"]), default);
        return Assert.Single(CsvText.Read(Encoding.UTF8.GetString(file.ToArray())))["text"];
    }

    static async Task<XElement> Xlsx(string text)
    {
        using var file = new MemoryStream();
        await XlsxFile.Write(file, "Sheet", ["text"], One([text]), default);
        file.Position = 0;
        using var zip = new ZipArchive(file);
        await using var part = await zip.GetEntry("xl/worksheets/sheet1.xml")!.OpenAsync();
        var sheet = XDocument.Load(part);
        return sheet.Descendants(sheet.Root!.Name.Namespace + "c").Last();
    }

    static async IAsyncEnumerable<IReadOnlyList<object?>> One(IReadOnlyList<object?> row)
    {
        await Task.Yield();
        yield return row;
    }
}
