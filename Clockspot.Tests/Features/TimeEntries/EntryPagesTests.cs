using AngleSharp.Dom;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Jobs;
using Clockspot.Features.TimeClock;
using Clockspot.Features.TimeEntries;
using Clockspot.Tests.Support;
using CsvHelper;

namespace Clockspot.Tests.Features.TimeEntries;

/// <summary>The screens of entries as plain forms over the wire.</summary>
public sealed class EntryPagesTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!, manager = null!, ann = null!;
    Browser browser = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        manager = await world.Join(owner, Role.Manager);
        ann = await world.Join(owner, Role.Employee, manager);
        browser = await world.Browse(manager);
        world.Clock.Advance(Duration.FromHours(30));
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    async Task<TimeEntryView> Entry(LocalDateTime from, LocalDateTime to, string zone = "America/New_York")
    {
        var there = DateTimeZoneProviders.Tzdb[zone];
        return await world.Get<Corrections>().Add(owner, new AddEntry
        {
            EmployeeId = ann.EmployeeId, Start = there.AtStrictly(from).ToInstant(), End = there.AtStrictly(to).ToInstant(), TimeZone = zone, Reason = "Test",
        }, default);
    }

    async Task<TimeEntryView> Read(Guid id) => (await world.Get<EntryBook>().Get(owner, id, default)).Entry;

    [Fact]
    public async Task Saving_what_is_the_same_says_so_and_offers_no_undo_of_somebody_elses_change()
    {
        var entry = await Entry(Monday(9), Monday(12));
        await browser.Submit($"/w/harbor/entries/{entry.Id}", "change", ("Input.Reason", "Nothing"));
        var notice = (await browser.Get($"/w/harbor/entries/{entry.Id}")).Document.QuerySelector(".notice")!;
        Assert.Contains("nothing was changed", notice.TextContent, StringComparison.Ordinal);
        Assert.Null(notice.QuerySelector("form"));
        Assert.Single((await world.Get<EntryBook>().History(owner, entry.Id, default)).Events);
    }

    [Fact]
    public async Task The_page_shows_the_punches_as_they_happened_beside_what_became_of_the_entry()
    {
        var clock = world.Get<Clock>();
        await clock.ClockIn(ann, new ClockIn { Evidence = new Evidence(40.7, -74.0, 12, null) }, default);
        world.Clock.Advance(Duration.FromHours(2));
        await clock.ClockOut(ann, new ClockOut(), default);
        var entry = (await world.Get<EntryBook>().List(owner, new EntryFilter { Period = new(new(2026, 3, 3), new(2026, 3, 3)) }, new EntryPaging(), default)).Rows[0].Entry;
        await browser.Submit($"/w/harbor/entries/{entry.Id}", "change", ("Input.EndTime", "3:30 pm"), ("Input.Reason", "Left earlier"));
        var page = await browser.Get($"/w/harbor/entries/{entry.Id}");
        Assert.Equal(["Clock in", "Clock out"], page.Document.QuerySelectorAll("td[data-label=Punch]").Select(cell => cell.TextContent));
        Assert.Contains("192.0.2.7", page.Text, StringComparison.Ordinal);
        Assert.Contains("5:00 PM", page.Document.QuerySelectorAll("td[data-label=When]").Last().TextContent, StringComparison.Ordinal);
        Assert.Equal("3:30 PM", Value(page, "endTime"));
    }

    [Fact]
    public async Task What_somebody_else_did_is_undone_below_the_history_and_a_punch_is_not()
    {
        var entry = await Entry(Monday(9), Monday(12));
        var path = $"/w/harbor/entries/{entry.Id}";
        await world.Get<Corrections>().Change(owner, entry.Id, entry.Version, new SaveEntry { Start = entry.Start, End = entry.End, TimeZone = entry.TimeZone, Note = "Inventory", Reason = "Asked her" }, default);
        var page = await browser.Get(path);
        Assert.Null(page.Document.QuerySelector(".notice form"));
        Assert.False(page.Document.QuerySelector(".history li:first-child form")!.HasAttribute("hidden"));
        Assert.Equal(302, (int)(await browser.Submit(page, path, "undo")).Status);
        Assert.Null((await Read(entry.Id)).Note);
        // The page that is still open in another window shows what was before: it undoes nothing more.
        Assert.Contains("Somebody else changed this meanwhile", (await browser.Submit(page, path, "undo")).Text, StringComparison.Ordinal);

        await world.Get<Clock>().ClockIn(ann, new ClockIn(), default);
        var punched = (await world.Get<EntryBook>().List(owner, new EntryFilter { Period = new(new(2026, 3, 3), new(2026, 3, 3)) }, new EntryPaging(), default)).Rows[0].Entry;
        Assert.True((await browser.Get($"/w/harbor/entries/{punched.Id}")).Document.QuerySelector(".history li:first-child form")!.HasAttribute("hidden"));
    }

    static LocalDateTime Monday(int hour, int minute = 0) => new(2026, 3, 2, hour, minute);

    static string? Error(Page page, string field) => page.Document.QuerySelector($"#field-{field}-error")?.TextContent.Trim();

    [Theory]
    [InlineData("5pm", 17, 0)]
    [InlineData("530pm", 17, 30)]
    [InlineData("5:30 PM", 17, 30)]
    [InlineData("17:30", 17, 30)]
    [InlineData("1730", 17, 30)]
    public async Task A_missed_out_is_corrected_in_its_row_as_people_type_it_and_undone_from_the_notice(string typed, int hour, int minute)
    {
        var entry = await Entry(Monday(9), Monday(12));
        var list = $"/w/harbor/entries?period=ThisWeek&edit={entry.Id}";
        var saved = await browser.Submit(list, "change", ("Input.EndTime", typed), ("Input.Reason", "Forgot to clock out"));
        Assert.Equal("/w/harbor/entries?period=ThisWeek", saved.Location?.PathAndQuery);
        var now = await Read(entry.Id);
        Assert.Equal(Monday(hour, minute), now.End!.Value.InZone(DateTimeZoneProviders.Tzdb["America/New_York"]).LocalDateTime);
        Assert.Equal(entry.Start, now.Start);

        var back = await browser.Get("/w/harbor/entries?period=ThisWeek");
        Assert.Contains("saved", back.Document.QuerySelector(".notice")!.TextContent, StringComparison.Ordinal);
        var undone = await browser.Submit(back, "/w/harbor/entries?period=ThisWeek", "undo");
        Assert.Equal("/w/harbor/entries?period=ThisWeek", undone.Location?.PathAndQuery);
        Assert.Equal(entry.End, (await Read(entry.Id)).End);
    }

    [Fact]
    public async Task An_end_in_the_small_hours_is_the_next_day_and_one_that_makes_no_shift_is_refused_in_place()
    {
        var entry = await Entry(Monday(15), Monday(16));
        await browser.Submit($"/w/harbor/entries?edit={entry.Id}", "change", ("Input.EndTime", "1am"), ("Input.Reason", "Late"));
        Assert.Equal(10 * 3600, (await Read(entry.Id)).WorkedSeconds);
        var refused = await browser.Submit($"/w/harbor/entries?edit={entry.Id}", "change", ("Input.EndTime", "2:30 pm"), ("Input.Reason", "Slip of the pen"));
        Assert.Equal(422, (int)refused.Status);
        Assert.Contains("before the start", Error(refused, "endTime"), StringComparison.Ordinal);
        Assert.Equal(("2:30 pm", "Slip of the pen"), (refused.Document.QuerySelector("#field-endTime")!.GetAttribute("value"), refused.Document.QuerySelector("#field-reason")!.GetAttribute("value")));
    }

    [Fact]
    public async Task What_was_not_touched_keeps_the_seconds_of_the_punch()
    {
        await using (var db = await world.Store.Write(owner, default))
        {
            var made = new TimeEntry(owner.AccountId, Ids.New(db.Now), ann.EmployeeId, Instant.FromUtc(2026, 3, 2, 14, 2, 37), "America/New_York", EntrySource.Web, db.Now);
            made.Close(Instant.FromUtc(2026, 3, 2, 20, 1, 11));
            db.TimeEntries.Add(made);
            await db.Commit(default);
        }
        var entry = (await world.Get<EntryBook>().List(owner, new EntryFilter { Period = new(new(2026, 3, 2), new(2026, 3, 2)) }, new EntryPaging(), default)).Rows[0].Entry;
        await browser.Submit($"/w/harbor/entries/{entry.Id}", "change", ("Input.Note", "Stock taking"), ("Input.Reason", "Note only"));
        var now = await Read(entry.Id);
        Assert.Equal((entry.Start, entry.End, "Stock taking"), (now.Start, now.End, now.Note));
    }

    [Fact]
    public async Task Bad_input_is_refused_in_its_fields_and_nothing_typed_is_lost()
    {
        (string, string)[] typed = [("Input.EmployeeId", ann.EmployeeId.ToString()), ("Input.StartDate", "2026-02-30"), ("Input.StartTime", "soon"), ("Input.EndDate", "2026-03-02"),
            ("Input.EndTime", "25:00"), ("Input.Note", "<b>‮note"), ("Input.Breaks[0].Start", "noon"), ("Input.Breaks[0].End", "lunch"), ("Input.Reason", "=1+1")];
        var page = await browser.Submit("/w/harbor/entries/new", "add", typed);
        Assert.Equal(422, (int)page.Status);
        Assert.Equal(("Enter the day, like 2026-03-02.", "Enter a time, like 2:30 pm or 14:30.", "Enter a time, like 2:30 pm or 14:30."), (Error(page, "startDate"), Error(page, "startTime"), Error(page, "endTime")));
        Assert.Equal(("soon", "25:00", "<b>‮note", "=1+1"), (Value(page, "startTime"), Value(page, "endTime"), page.Document.QuerySelector("#field-note")!.TextContent, Value(page, "reason")));
        Assert.Equal("lunch", page.Document.QuerySelector("input[name='Input.Breaks[0].End']")!.GetAttribute("value"));
        var early = await browser.Submit("/w/harbor/entries/new", "add", ("Input.EmployeeId", ""), ("Input.StartTime", "9"), ("Input.EndTime", "8"), ("Input.EndDate", "2026-03-02"), ("Input.StartDate", "2026-03-02"), ("Input.Reason", ""));
        Assert.Equal(422, (int)early.Status);
        Assert.NotNull(Error(early, "reason"));
        Assert.NotNull(Error(early, "employeeId"));
    }

    static string? Value(Page page, string field) => page.Document.QuerySelector($"#field-{field}")?.GetAttribute("value");

    [Fact]
    public async Task The_second_of_two_editors_is_shown_the_values_of_the_first_and_keeps_what_was_typed_in_sight()
    {
        var entry = await Entry(Monday(9), Monday(12));
        var path = $"/w/harbor/entries/{entry.Id}";
        var (mine, theirs) = (await browser.Get(path), await world.Browse(owner));
        await theirs.Submit(path, "change", ("Input.EndTime", "1pm"), ("Input.Reason", "The first"));
        var late = await browser.Submit(mine, path, "change", ("Input.EndTime", "2pm"), ("Input.Reason", "The second"));
        Assert.Equal(409, (int)late.Status);
        Assert.Equal(("1:00 PM", "The second"), (Value(late, "endTime"), Value(late, "reason")));
        Assert.Contains("2pm", late.Text, StringComparison.Ordinal);
        Assert.Equal(302, (int)(await browser.Submit(late, path, "change", ("Input.EndTime", "2pm"))).Status);
        Assert.Equal(5 * 3600, (await Read(entry.Id)).WorkedSeconds);
    }

    [Theory]
    [InlineData("America/New_York", 3, 8, "2:30 am", "3:00")]
    [InlineData("Australia/Lord_Howe", 10, 4, "2:15 am", "2:30")]
    public async Task A_time_that_does_not_exist_is_refused_with_the_nearest_that_does(string zone, int month, int day, string typed, string nearest)
    {
        world.Clock.Advance(Duration.FromDays(300));
        var page = await Add(zone, new LocalDate(2026, month, day), typed, "9 am");
        Assert.Equal(422, (int)page.Status);
        Assert.Contains(nearest, Error(page, "startTime"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("America/New_York", 2026, 11, 1, "1:30 am", "first", 8.5)]
    [InlineData("America/New_York", 2026, 11, 1, "1:30 am", "second", 7.5)]
    [InlineData("Australia/Lord_Howe", 2026, 4, 5, "1:45 am", "first", 7.75)]
    [InlineData("Australia/Lord_Howe", 2026, 4, 5, "1:45 am", "second", 7.25)]
    public async Task A_time_that_happens_twice_is_asked_about(string zone, int year, int month, int day, string typed, string which, double hours)
    {
        world.Clock.Advance(Duration.FromDays(300));
        var page = await Add(zone, new LocalDate(year, month, day), typed, "9 am");
        Assert.Equal(422, (int)page.Status);
        Assert.Contains("twice", Error(page, "startTime"), StringComparison.Ordinal);
        var saved = await browser.Submit(page, "/w/harbor/entries/new", "add", ("Input.StartWhich", which));
        Assert.Equal(302, (int)saved.Status);
        var row = Assert.Single((await world.Get<EntryBook>().List(owner, new EntryFilter { Period = new(new(2026, 1, 1), new(2026, 12, 31)) }, new EntryPaging(), default)).Rows);
        Assert.Equal((Duration.FromHours(hours), zone), (row.Counted, row.Entry.TimeZone));
    }

    Task<Page> Add(string zone, LocalDate day, string from, string to) => browser.Submit("/w/harbor/entries/new", "add", ("Input.EmployeeId", ann.EmployeeId.ToString()), ("Input.TimeZone", zone),
        ("Input.StartDate", day.ToString("uuuu-MM-dd", null)), ("Input.StartTime", from), ("Input.EndTime", to), ("Input.Reason", "Night shift"));

    [Fact]
    public async Task The_file_read_back_by_a_library_equals_the_screen_over_the_whole_filter()
    {
        await using (var db = await world.Store.Write(owner, default))
        {
            var one = await db.Employees.FindAsync(owner.AccountId, ann.EmployeeId);
            one!.Describe("=1+1", "=1+1 <script>alert(1)</script>‮", one.Email, null, manager.EmployeeId, null);
            await db.Commit(default);
        }
        var job = await world.Get<JobList>().Add(owner, new SaveJob { Name = "+Till, \"front\"" }, default);
        for (var hour = 0; hour < 12; hour++)
        {
            var entry = await Entry(Monday(hour), Monday(hour, 30));
            await world.Get<Corrections>().Change(owner, entry.Id, entry.Version, new SaveEntry { Start = entry.Start, End = entry.End, JobId = job, Note = "-2\n@x", Reason = "Job" }, default);
        }
        const string filter = "?from=2026-03-02&to=2026-03-02";
        var page = await browser.Get("/w/harbor/entries" + filter);
        Assert.Empty(page.Document.QuerySelectorAll("script:not([src])"));
        var shown = page.Document.QuerySelectorAll("tbody tr").Select(row => (Cell(row, "Employee"), Cell(row, "Job"), Cell(row, "Hours"))).ToList();
        var file = await browser.Client.GetAsync("/w/harbor/entries.csv" + filter);
        Assert.Equal("text/csv", file.Content.Headers.ContentType?.MediaType);
        using var read = CsvReader.Create(await file.Content.ReadAsByteArrayAsync());
        var rows = new List<(string, string, string)>();
        while (read.Read()) rows.Add((Text(read, "employee"), Text(read, "job"), decimal.Parse(Text(read, "hours"), System.Globalization.CultureInfo.InvariantCulture).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(12, rows.Count);
        // The apostrophe is what keeps a spreadsheet from reckoning.
        Assert.All(rows, row => Assert.StartsWith("'=1+1", row.Item1, StringComparison.Ordinal));
        Assert.Equal(shown, rows.Select(row => (row.Item1.TrimStart('\''), row.Item2.TrimStart('\''), row.Item3)));
    }

    static string Text(CsvReader read, string column) => read[column].ToString();

    static string Cell(IElement row, string label) => row.QuerySelector($"td[data-label='{label}']")!.TextContent.Trim();

    [Fact]
    public async Task A_bad_day_in_the_address_is_said_beside_its_field_and_the_filters_stay()
    {
        var page = await browser.Get($"/w/harbor/entries?from=2026-02-31&employee={ann.EmployeeId}");
        Assert.Equal(422, (int)page.Status);
        Assert.Contains("Write the day", Error(page, "from"), StringComparison.Ordinal);
        Assert.Equal(ann.EmployeeId.ToString(), page.Document.QuerySelector("#field-employee option[selected]")?.GetAttribute("value"));
        Assert.Equal(422, (int)(await browser.Get("/w/harbor/entries?from=2026-03-05&to=2026-03-01")).Status);
        Assert.Equal(422, (int)(await browser.Client.GetAsync("/w/harbor/entries.csv?from=junk")).StatusCode);
    }

    [Fact]
    public async Task A_zone_that_is_none_is_refused_and_not_taken_for_the_companys()
    {
        var page = await Add("Mars/Olympus", new LocalDate(2026, 3, 2), "9", "10");
        Assert.Equal(422, (int)page.Status);
        Assert.NotNull(Error(page, "timeZone"));
    }

    [Fact]
    public async Task A_manager_confirms_from_the_list_of_exceptions_with_a_reason()
    {
        Guid id;
        await using (var db = await world.Store.Write(owner, default))
        {
            var entry = new TimeEntry(owner.AccountId, Ids.New(db.Now), ann.EmployeeId, db.Now - Duration.FromHours(9), "America/New_York", EntrySource.Web, db.Now);
            entry.Close(db.Now - Duration.FromHours(1), EntryFlags.Unconfirmed);
            db.TimeEntries.Add(entry);
            await db.Commit(default);
            id = entry.Id;
        }
        const string path = "/w/harbor/entries/exceptions";
        var bare = await browser.Submit(path, $"confirm-Unconfirmed-{id}", ("Input.Reason", " "));
        Assert.Equal(422, (int)bare.Status);
        Assert.Contains("Enter the reason", bare.Text, StringComparison.Ordinal);
        Assert.Equal(302, (int)(await browser.Submit(path, $"confirm-Unconfirmed-{id}", ("Input.Reason", "Asked Ann"))).Status);
        var done = await browser.Get(path);
        Assert.Contains("Nothing wants a look", done.Text, StringComparison.Ordinal);
        Assert.Equal(EntryFlags.None, (await Read(id)).Flags);
        await browser.Submit(done, path, "undo");
        Assert.Equal(EntryFlags.Unconfirmed, (await Read(id)).Flags);
    }
}
