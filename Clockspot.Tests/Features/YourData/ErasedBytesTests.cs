using System.Buffers.Binary;
using System.Text;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.Invitations;
using Clockspot.Features.Mail;
using Clockspot.Features.TimeClock;
using Clockspot.Features.YourData;
using Clockspot.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clockspot.Tests.Features.YourData;

/// <summary>What is erased is gone from the files themselves: the database, its log, and a copy that is made afterwards.</summary>
public sealed class ErasedBytesTests : IAsyncLifetime
{
    const string Address = "dora.deer.unique@example.com", Ip = "203.0.113.177", Name = "Dora Uniquely Deer";
    const double Latitude = 40.68924712345;

    readonly World world = new(("environment", "Production")) { IsFresh = true };
    Actor owner = null!;

    public async Task InitializeAsync() => owner = await world.Workspace();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_person_who_was_erased_is_in_no_byte_of_the_database_its_log_or_a_copy()
    {
        var dora = await Dora();
        Assert.Equal([Address, Address.ToUpperInvariant(), Ip, "position"], Found(Address, Address.ToUpperInvariant(), Ip, "position"));

        await world.Get<Anonymizing>().Anonymize(owner, dora.EmployeeId, Name, default);

        await Gone(Address, Address.ToUpperInvariant(), Ip, "position");
        Assert.Equal([Name], Found(Name));
    }

    [Fact]
    public async Task A_name_whose_time_is_over_is_in_no_byte_either()
    {
        var dora = await Dora();
        await world.Get<Anonymizing>().Anonymize(owner, dora.EmployeeId, Name, default);
        world.Clock.Advance(Duration.FromDays(3 * 365 + 2));
        Assert.Equal(1, await world.Get<Retention>().EraseDueNames(default));
        await Gone(Name, Name.ToUpperInvariant());
    }

    [Fact]
    public async Task Evidence_whose_time_is_over_is_in_no_byte()
    {
        await Dora();
        world.Clock.Advance(Duration.FromDays(400));
        await world.Get<EvidenceRound>().EraseDue(default);
        await Gone(Ip, "position");
    }

    [Fact]
    public async Task A_workspace_that_was_removed_is_in_no_byte()
    {
        await Dora();
        await world.Store.Remove(owner.AccountId, "test", default);
        await Gone(Address, Address.ToUpperInvariant(), Ip, Name, "position", "A note that nobody else writes");
    }

    [Fact]
    public async Task The_text_of_a_mail_that_was_sent_is_in_no_byte()
    {
        const string Link = "https://time.example.com/reset?token=unique-power";
        await using (var db = await world.Store.WriteSystem("test", default))
        {
            db.Mail.Add(new MailMessage(Ids.New(db.Now), "a@example.com", "Subject", string.Concat(Enumerable.Repeat("text ", 2000))
                + Link, db.Now));
            await db.Commit(default);
        }
        Assert.Equal([Link], Found(Link));
        await new MailRound(world.Store, new TakingMailer(), world.Clock, NullLogger<MailRound>.Instance).Run(default);
        await Gone(Link);
    }

    /// <summary>A reader keeps the log as long as it reads; the erasing waits for it, and nobody who writes does.</summary>
    [Fact]
    public async Task Somebody_who_reads_meanwhile_neither_holds_up_writers_nor_keeps_what_was_erased()
    {
        var dora = await Dora();
        await using (var reader = new SqliteConnection($"Data Source={Path.Combine(world.Folder, "clockspot.db")};Mode=ReadOnly;Pooling=False"))
        {
            await reader.OpenAsync();
            await using var reading = reader.BeginTransaction(deferred: true);
            await using var command = reader.CreateCommand();
            command.CommandText = "SELECT count(*) FROM Employees";
            await command.ExecuteScalarAsync();
            await world.Get<Anonymizing>().Anonymize(owner, dora.EmployeeId, Name, default);
            var watch = System.Diagnostics.Stopwatch.StartNew();
            for (var punch = 0; punch < 5; punch++)
            {
                world.Clock.Advance(Duration.FromMinutes(2));
                if (punch % 2 == 0) await world.Get<Clock>().ClockIn(owner, new ClockIn(), default);
                else await world.Get<Clock>().ClockOut(owner, new ClockOut(), default);
                await Task.Delay(300);
            }
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(6), $"{watch.Elapsed}");
            Assert.NotEmpty(Found(Ip));
        }
        await Gone(Address, Ip);
    }

    /// <summary>Waits until none of the words is in a file, then looks through a copy as well.</summary>
    async Task Gone(params string[] words)
    {
        for (var tries = 0; tries < 150 && Found(words).Count > 0; tries++) await Task.Delay(100);
        Assert.Empty(Found(words));
        var copy = Path.Combine(world.Folder, "copy.db");
        await using (var source = new SqliteConnection($"Data Source={Path.Combine(world.Folder, "clockspot.db")};Pooling=False"))
        await using (var target = new SqliteConnection($"Data Source={copy};Pooling=False"))
        {
            await source.OpenAsync();
            await target.OpenAsync();
            source.BackupDatabase(target);
        }
        Assert.Empty(Found(words, "copy.db*"));
    }

    IReadOnlyList<string> Found(params string[] words) => Found(words, "clockspot.db*");

    IReadOnlyList<string> Found(string[] words, string files)
    {
        var bytes = Directory.EnumerateFiles(world.Folder, files).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal))
            .Select(Read).ToList();
        Assert.NotEmpty(bytes);
        return [.. words.Where(word => bytes.Any(file => file.AsSpan().IndexOf(BytesOf(word)) >= 0))];
    }

    static byte[] BytesOf(string word)
    {
        if (word != "position") return Encoding.UTF8.GetBytes(word);
        var number = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(number, Latitude);
        return number;
    }

    static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    /// <summary>Somebody who was invited, punched with a position and a note, was corrected, and left; others were here before and
    /// after.</summary>
    async Task<Actor> Dora()
    {
        for (var number = 0; number < 40; number++) await world.Join(owner, Role.Employee);
        await world.Get<Inviting>().Invite(owner, new InvitePeople { Emails = $"{Name} <{Address}>" }, default);
        var invited = Assert.Single(await world.Get<Inviting>().Pending(owner, default));
        var link = await world.Get<Inviting>().Link(owner, invited.Id, default);
        var from = new Origin(Channel.Web, Ip, "test");
        var (slug, person) = await world.Get<Accepting>().Accept(link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..],
            new AcceptAsNew { Name = Name, Password = World.Password }, from, default);
        var dora = (await world.Enter(person.Id, slug)).Actor with { Ip = Ip };
        for (var day = 0; day < 20; day++)
        {
            await world.Get<Clock>().ClockIn(dora, new ClockIn { Note = "A note that nobody else writes" }, default);
            await using (var db = await world.Store.Write(dora, default))
            {
                var entry = await db.TimeEntries.SingleAsync(row => row.EmployeeId == dora.EmployeeId && row.End == null);
                db.Punches.Add(new Punch(dora, Ids.New(db.Now), dora.EmployeeId, entry.Id, PunchVerb.StartBreak, db.Now, null,
                    new Evidence(Latitude, -74.044502, 12.5, db.Now)));
                await db.Commit(default);
            }
            world.Clock.Advance(Duration.FromHours(8));
            await world.Get<Clock>().ClockOut(dora, new ClockOut(), default);
            world.Clock.Advance(Duration.FromHours(16));
        }
        await world.Get<EmployeeChanges>().Archive(owner, dora.EmployeeId, new LocalDate(2026, 3, 22), default);
        return dora;
    }

    sealed class TakingMailer : IMailer
    {
        public bool Delivers => true;

        public bool KeepsBodies => false;

        public Task Send(string to, string subject, string body, CancellationToken stop) => Task.CompletedTask;
    }
}
