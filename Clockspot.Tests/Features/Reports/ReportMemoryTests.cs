using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.Reports;
using Clockspot.Features.TimeEntries;
using Clockspot.Tests.Support;
using Clockspot.Ui;
using Xunit.Abstractions;

namespace Clockspot.Tests.Features.Reports;

/// <summary>What grows with the rows of a file, and what does not: the heap of the whole process is asked, so that nothing else may run beside it.</summary>
[Collection(Alone.Name)]
public sealed class ReportMemoryTests(ITestOutputHelper output) : IAsyncLifetime
{
    const int People = 50, Few = 10_000, Many = 40_000;

    /// <summary>Thirty thousand rows that somebody holds take several times this.</summary>
    const long Bound = 8 * 1024 * 1024;

    readonly World world = new();
    IReadOnlyList<Guid> people = [];
    Actor owner = null!;

    public async Task InitializeAsync()
    {
        await Host.EndIdle();
        owner = await world.Workspace();
        await using var db = await world.Store.Write(owner, default);
        var employees = Enumerable.Range(0, People).Select(at => new Employee(owner.AccountId, Clockspot.Domain.Ids.New(db.Now), $"B{at}", $"Bulk {at:000}", null, Role.Employee, db.Now)).ToList();
        await db.Insert(employees, default);
        await db.Commit(default);
        people = [.. employees.Select(one => one.Id)];
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task The_heap_grows_no_more_for_forty_thousand_entries_than_for_ten_thousand()
    {
        var query = new ReportQuery { From = "2020-01-01", To = "2026-12-31" };
        var readings = new Dictionary<string, Func<int, Task<long>>>(StringComparer.Ordinal)
        {
            ["time-card"] = rows => FileOf("time-card", query, rows),
            ["hours-summary"] = _ => FileOf("hours-summary", query, People),
            ["list of entries"] = rows => List(rows),
        };
        await Fill(0, Few);
        var small = await All(Few);
        await Fill(Few, Many);
        var large = await All(Many);
        foreach (var name in readings.Keys) Assert.True(large[name] - small[name] < Bound, $"{name}: {small[name]:N0} bytes for {Few:N0} rows, {large[name]:N0} for {Many:N0}");

        // The ruler itself: a reading that keeps its rows is seen. What others left behind and is given back meanwhile hides it at most once or twice.
        var kept = 0L;
        for (var tries = 0; tries < 3 && kept - large["list of entries"] <= Bound; tries++) kept = await List(Many, []);
        Assert.True(kept - large["list of entries"] > Bound, $"Rows that are kept take only {kept - large["list of entries"]:N0} bytes more: this proves nothing.");

        async Task<Dictionary<string, long>> All(int rows)
        {
            var grown = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var (name, read) in readings)
            {
                grown[name] = await read(rows);
                output.WriteLine($"{name}: {rows:N0} entries, the heap had grown by {grown[name] / 1024:N0} KB");
            }
            return grown;
        }
    }

    /// <summary>Writes a report's file, which has that many rows, and answers by how much the heap grew.</summary>
    async Task<long> FileOf(string key, ReportQuery query, int rows)
    {
        var file = await world.Get<ReportBook>().File(owner, key, query, default);
        var sink = new Counting(rows);
        await CsvFile.Write(sink, ReportWords.FileColumns(file.Columns), Cells(), default);
        Assert.Equal(rows + 1, sink.Lines);
        return sink.Growth;

        async IAsyncEnumerable<IReadOnlyList<object?>> Cells()
        {
            await foreach (var row in file.Rows)
            {
                sink.Seen();
                yield return ReportWords.FileCells(file.Columns, row, at => at);
            }
        }
    }

    /// <summary>Reads the list of entries to its end; <paramref name="keep"/> holds what is read.</summary>
    async Task<long> List(int rows, List<EntryRow>? keep = null)
    {
        var heap = new Counting(rows);
        var seen = 0;
        await foreach (var row in world.Get<EntryBook>().Stream(owner, new EntryFilter { Period = new(new LocalDate(2020, 1, 1), new LocalDate(2026, 12, 31)) }, default))
        {
            heap.Seen();
            seen++;
            keep?.Add(row);
        }
        Assert.Equal(rows, seen);
        GC.KeepAlive(keep);
        return heap.Growth;
    }

    async Task Fill(int from, int to)
    {
        var first = Instant.FromUtc(2020, 1, 1, 9, 0);
        await using var db = await world.Store.Write(owner, default);
        var entries = Enumerable.Range(from, to - from).Select(at =>
        {
            var start = first + Duration.FromDays(at / People);
            var entry = new TimeEntry(owner.AccountId, Clockspot.Domain.Ids.New(start), people[at % People], start, "America/New_York", EntrySource.Web, start);
            entry.StartBreak(Clockspot.Domain.Ids.New(start), start + Duration.FromHours(3), false);
            entry.Close(start + Duration.FromHours(8), EntryFlags.None);
            entry.Annotate("A note of an ordinary length, as people write them.");
            return entry;
        }).ToList();
        await db.Insert(entries, default);
        await db.Insert(entries.SelectMany(entry => entry.Breaks).ToList(), default);
        await db.Commit(default);
    }

    /// <summary>Counts what is written and keeps none of it; looks at the heap when three quarters of the rows went by.</summary>
    sealed class Counting(int rows) : Stream
    {
        readonly long before = Heap();
        int seen;

        public long Bytes { get; private set; }
        public int Lines { get; private set; }
        public long Growth { get; private set; }

        public void Seen()
        {
            if (++seen == rows * 3 / 4) Growth = Math.Max(0, Heap() - before);
        }

        static long Heap()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            return GC.GetTotalMemory(false);
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Bytes += buffer.Length;
            Lines += buffer.Count((byte)'\n');
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) { Write(buffer.Span); return ValueTask.CompletedTask; }
        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) { Write(buffer.AsSpan(offset, count)); return Task.CompletedTask; }
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => Bytes;
        public override long Position { get => Bytes; set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
