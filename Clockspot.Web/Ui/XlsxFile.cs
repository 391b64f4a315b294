using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Spreadsheet;
using NodaTime;
using Xml = DocumentFormat.OpenXml.Spreadsheet;

namespace Clockspot.Ui;

/// <summary>
/// Writes rows as a workbook of one sheet (ECMA-376, SpreadsheetML) while they come: what is held is the row in hand. A text is a text cell, never a formula, whatever it
/// begins with; days and moments are dates that a spreadsheet computes with. The zip is written straight through, since the package of the library keeps a whole part in memory.
/// </summary>
public static class XlsxFile
{
    /// <summary>The media type.</summary>
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    const int FlushEvery = 200, LongestText = 32_767, LongestName = 31;
    const uint Plain = 0, Head = 1, Day = 2, Moment = 3, Quoted = 4;

    /// <summary>Without the mark at its beginning, which not every reader of XML expects inside a zip.</summary>
    static readonly UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The day of serial number 0, as far as days after February 1900 are concerned.</summary>
    static readonly LocalDate zero = new(1899, 12, 30);

    static readonly (string Name, string Text)[] fixedParts =
    [
        ("[Content_Types].xml", """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>
            """),
        ("_rels/.rels", """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>
            """),
        ("xl/_rels/workbook.xml.rels", """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>
            """),
    ];

    /// <summary>Writes the head and each row as it comes.</summary>
    /// <param name="to">Where to; left open.</param>
    /// <param name="title">The sheet's name.</param>
    /// <param name="columns">The head.</param>
    /// <param name="rows">Null, text, numbers, booleans, days or local moments.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task Write(Stream to, string title, IReadOnlyList<string> columns, IAsyncEnumerable<IReadOnlyList<object?>> rows, CancellationToken stop)
    {
        await using var zip = await ZipArchive.CreateAsync(to, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, stop);
        foreach (var (name, text) in fixedParts)
        {
            await using var part = await Part(zip, name, stop);
            await part.WriteAsync(Encoding.UTF8.GetBytes(text), stop);
        }
        await Whole(zip, "xl/workbook.xml", new Workbook(new Sheets(new Sheet { Name = NameOf(title), SheetId = 1, Id = "rId1" })), stop);
        await Whole(zip, "xl/styles.xml", Styles(), stop);
        await using (var part = await Part(zip, "xl/worksheets/sheet1.xml", stop)) await Sheet(to, part, columns, rows, stop);
    }

    static async Task Sheet(Stream to, Stream part, IReadOnlyList<string> columns, IAsyncEnumerable<IReadOnlyList<object?>> rows, CancellationToken stop)
    {
        using var xml = OpenXmlWriter.Create(part, utf8);
        xml.WriteStartElement(new Worksheet());
        xml.WriteElement(new SheetViews(new SheetView(new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen }) { WorkbookViewId = 0 }));
        if (columns.Count > 0) xml.WriteElement(new Columns(new Xml.Column { Min = 1, Max = (uint)columns.Count, Width = 18, CustomWidth = true }));
        xml.WriteStartElement(new SheetData());
        Row(xml, columns.Select(column => Words(column, Head)));
        var count = 0;
        await foreach (var row in rows.WithCancellation(stop))
        {
            Row(xml, row.Select(Cell));
            if (++count % FlushEvery == 0) await to.FlushAsync(stop);
        }
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    static void Row(OpenXmlWriter xml, IEnumerable<Cell> cells)
    {
        xml.WriteStartElement(new Row());
        foreach (var cell in cells) xml.WriteElement(cell);
        xml.WriteEndElement();
    }

    static Cell Cell(object? value) => value switch
    {
        null => new Cell(),
        int or long or decimal or double => Number(Convert.ToString(value, CultureInfo.InvariantCulture)!, Plain),
        bool yes => new Cell { DataType = CellValues.Boolean, CellValue = new CellValue(yes ? "1" : "0") },
        LocalDate day => Number(Serial(day.AtMidnight()), Day),
        LocalDateTime moment => Number(Serial(moment), Moment),
        _ => CsvFile.Plain(value) is var text && CsvFile.IsFormula(text) ? Words(text, Quoted) : Words(text, Plain),
    };

    static Cell Number(string value, uint style) => new() { DataType = CellValues.Number, StyleIndex = style, CellValue = new CellValue(value) };

    static Cell Words(string text, uint style) =>
        new(new InlineString(new Text(Clean(text)) { Space = SpaceProcessingModeValues.Preserve })) { DataType = CellValues.InlineString, StyleIndex = style };

    /// <summary>Days since the zero day, with the time of day as a fraction.</summary>
    static string Serial(LocalDateTime at) =>
        (Period.DaysBetween(zero, at.Date) + Math.Round((decimal)at.TimeOfDay.TickOfDay / NodaConstants.TicksPerDay, 9)).ToString(CultureInfo.InvariantCulture);

    /// <summary>What no XML can hold is left out, and what no cell can hold is cut.</summary>
    static string Clean(string text)
    {
        if (text.Length > LongestText) text = text[..LongestText];
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0) return text;
        var clean = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (XmlConvert.IsXmlChar(text[at])) clean.Append(text[at]);
            else if (at + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[at + 1], text[at])) clean.Append(text[at]).Append(text[++at]);
        }
        return clean.ToString();
    }

    static string NameOf(string title)
    {
        var name = string.Concat(title.Split('[', ']', ':', '*', '?', '/', '\\'));
        return name.Length > LongestName ? name[..LongestName] : name;
    }

    /// <summary>The formats of cells, by their numbers above: as it is, the head, a day, a moment, and a text that stays one when it is edited.</summary>
    static Stylesheet Styles() => new(
        new NumberingFormats(new NumberingFormat { NumberFormatId = 164, FormatCode = "yyyy\\-mm\\-dd" }, new NumberingFormat { NumberFormatId = 165, FormatCode = "yyyy\\-mm\\-dd\\ hh:mm:ss" }),
        new Fonts(new Font(), new Font(new Bold())),
        new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
        new Borders(new Border()),
        new CellStyleFormats(new CellFormat()),
        new CellFormats(new CellFormat(), new CellFormat { FontId = 1, ApplyFont = true }, new CellFormat { NumberFormatId = 164, ApplyNumberFormat = true },
            new CellFormat { NumberFormatId = 165, ApplyNumberFormat = true }, new CellFormat { QuotePrefix = true }));

    static async Task Whole(ZipArchive zip, string name, OpenXmlElement root, CancellationToken stop)
    {
        await using var part = await Part(zip, name, stop);
        using var xml = OpenXmlWriter.Create(part, utf8);
        xml.WriteElement(root);
    }

    static async Task<Stream> Part(ZipArchive zip, string name, CancellationToken stop) => await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(stop);
}
