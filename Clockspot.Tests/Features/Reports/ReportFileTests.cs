using System.Globalization;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using Clockspot.Features.TimeEntries;
using Clockspot.Tests.Support;
using Clockspot.Ui;

namespace Clockspot.Tests.Features.Reports;

/// <summary>The file of a report: what the screen shows, and nothing that a spreadsheet would run.</summary>
public sealed class ReportFileTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!, ann = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        ann = await world.Join(owner, Role.Employee);
        world.Clock.Reset(Staged.March(6, 18));
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("current-status", "")]
    [InlineData("hours-summary", "from=2026-03-02&to=2026-03-08")]
    [InlineData("hours-summary", "from=2026-03-02&to=2026-03-08&groupBy=day")]
    [InlineData("hours-summary", "from=2026-03-02&to=2026-03-08&groupBy=week")]
    [InlineData("hours-summary", "from=2026-03-02&to=2026-03-08&groupBy=job")]
    [InlineData("time-card", "from=2026-03-02&to=2026-03-08")]
    public async Task The_file_equals_the_screen_cell_by_cell(string key, string query)
    {
        await world.Cut(owner, DayAttribution.SplitAtMidnight);
        var (till, pier) = (await world.Job(owner, "Till, front"), await world.Location(owner, "Pier \"4\""));
        for (var day = 2; day < 6; day++)
            foreach (var actor in new[] { owner, ann })
                await world.Shift(actor, Staged.March(day, 20, day), Staged.March(day + 1, 3), day % 2 == 0 ? till : null, pier, "Line one\nline two", (Staged.March(day, 21), Staged.March(day, 21, 20), day == 3), EntryFlags.Unconfirmed);
        await world.Shift(ann, Staged.March(6, 16), null, till);
        var browser = await world.Browse(owner);
        var page = await browser.Get($"/w/harbor/reports/{key}?{query}");
        var file = CsvText.Read(await browser.Client.GetStringAsync(page.Document.QuerySelector("a[download]")!.GetAttribute("href")!));
        var formats = new Formats((await world.Enter(owner.PersonId, "harbor")).Workspace);
        var shown = page.Document.QuerySelectorAll("table.rows tbody tr").Where(row => row.QuerySelector("th") is null)
            .Select(row => row.QuerySelectorAll("td").ToDictionary(cell => cell.GetAttribute("data-key")!, cell => cell.TextContent, StringComparer.Ordinal)).ToList();
        Assert.NotEmpty(file);
        Assert.Equal(file.Count, shown.Count);
        foreach (var (line, cells) in file.Zip(shown))
            foreach (var (column, text) in cells)
            {
                if (line.TryGetValue(column + "Hours", out var hours))
                {
                    Assert.Equal(text, hours.Contains('.', StringComparison.Ordinal) ? decimal.Parse(hours, CultureInfo.InvariantCulture).ToString("0.00", CultureInfo.InvariantCulture) : hours + ".00");
                    Assert.Equal(text, Formats.Decimal(Duration.FromSeconds(long.Parse(line[column + "Seconds"], CultureInfo.InvariantCulture))));
                }
                else Assert.Equal(text, Spoken(line[column], line, formats));
            }
    }

    /// <summary>What a person would read for a cell of the file.</summary>
    static string Spoken(string value, Dictionary<string, string> line, Formats formats)
    {
        if (value.Length == 0) return "–";
        if (NodaTime.Text.LocalDatePattern.Iso.Parse(value) is { Success: true, Value: var day }) return formats.ShortDate(day);
        if (NodaTime.Text.OffsetDateTimePattern.GeneralIso.Parse(value) is not { Success: true, Value: var at }) return value;
        if (!line.TryGetValue("day", out var on)) return formats.Moment(at.ToInstant());
        var same = NodaTime.Text.LocalDatePattern.Iso.Parse(on).Value == at.Date;
        return same ? formats.Time(at.ToInstant()) : $"{formats.Time(at.ToInstant())} ({formats.ShortDate(at.Date)})";
    }

    [Fact]
    public async Task What_somebody_typed_is_text_in_the_file_and_harmless_on_the_page()
    {
        await world.Rename(ann, "=1+1");
        await world.Rename(owner, "<b>Olive\u202E</b>");
        var job = await world.Job(owner, "<script>alert(1)</script>");
        await world.Shift(ann, Staged.March(3, 9), Staged.March(3, 17), job, note: "@SUM(A1)");
        await world.Shift(owner, Staged.March(3, 9), Staged.March(3, 17), job, note: "-2+3");
        var browser = await world.Browse(owner);
        var page = await browser.Get("/w/harbor/reports/time-card?from=2026-03-02&to=2026-03-08");
        Assert.Empty(page.Document.QuerySelectorAll("main b, main script, main table script"));
        Assert.Contains("=1+1", page.Text, StringComparison.Ordinal);
        Assert.Contains("<script>alert(1)</script>", page.Text, StringComparison.Ordinal);
        var file = CsvText.Read(await browser.Client.GetStringAsync("/w/harbor/reports/time-card.csv?from=2026-03-02&to=2026-03-08"));
        Assert.Equal(["'=1+1", "<b>Olive\u202E</b>"], file.Select(row => row["employee"]).Order(StringComparer.Ordinal));
        Assert.Equal(["'-2+3", "'@SUM(A1)"], file.Select(row => row["note"]).Order(StringComparer.Ordinal));
        var summary = await browser.Get("/w/harbor/reports/hours-summary?from=2026-03-02&to=2026-03-08&groupBy=job");
        Assert.Empty(summary.Document.QuerySelectorAll("main b, main script"));
    }

    [Fact]
    public async Task The_file_is_sent_as_one_and_refused_in_words()
    {
        await world.Shift(ann, Staged.March(3, 9), Staged.March(3, 17));
        var browser = await world.Browse(owner);
        var answer = await browser.Client.GetAsync("/w/harbor/reports/hours-summary.csv?from=2026-03-02&to=2026-03-08");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("hours-summary-2026-03-02-to-2026-03-08.csv", answer.Content.Headers.ContentDisposition!.FileName);
        Assert.StartsWith("employee,number,workedSeconds,workedHours,", (await answer.Content.ReadAsStringAsync()).TrimStart('\uFEFF'), StringComparison.Ordinal);
        Assert.Equal(422, (int)(await browser.Get("/w/harbor/reports/hours-summary.csv?from=never")).Status);
        Assert.Equal(403, (int)(await (await world.Browse(ann)).Get("/w/harbor/reports/current-status.csv")).Status);
        Assert.Equal(404, (int)(await (await world.Browse(await world.Workspace("elsewhere"))).Get("/w/harbor/reports/time-card.csv")).Status);
        Assert.Equal(302, (int)(await (await world.Browse()).Get("/w/harbor/reports/time-card.csv")).Status);
        Assert.Equal(404, (int)(await browser.Get("/w/harbor/reports/payroll.csv")).Status);
    }
}
