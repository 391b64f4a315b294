using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Domain.Time;
using Clockspot.Features.Employees;
using Clockspot.Features.Jobs;
using Clockspot.Features.Locations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace Clockspot.Features.TimeEntries;

/// <summary>What a person should look at. Stored as a number.</summary>
[Flags]
public enum EntryFlags
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Its end was not punched: a manager confirms it.</summary>
    Unconfirmed = 1,
    /// <summary>It was changed after it was punched.</summary>
    Edited = 2,
    /// <summary>It was punched outside the place.</summary>
    OutsideLocation = 4,
}

/// <summary>Who made an entry and where; never changed. Mirrors <see cref="Channel"/>, but for entries that somebody else made.</summary>
public enum EntrySource
{
    /// <summary>Punched by oneself in the browser.</summary>
    Web,
    /// <summary>Punched at a kiosk.</summary>
    Kiosk,
    /// <summary>Made over the REST API.</summary>
    Api,
    /// <summary>Made by an assistant.</summary>
    Assistant,
    /// <summary>Made by another person, or by an applied request.</summary>
    Manager,
}

/// <summary>Worked time from one instant to another, on one job. Open while <see cref="End"/> is null; a job switch makes a second one.</summary>
public sealed class TimeEntry : IAccountOwned, IVersioned
{
    static Refusal AlreadyOnBreak() => new("already_on_break", 409, "Already on a break", "This break is running. End it before another begins.");
    internal static Refusal NotOnBreak() => new("not_on_break", 409, "Not on a break", "There is no break to end.");

    readonly List<Break> breaks = [];

    TimeEntry() => TimeZone = "";

    /// <summary>Opens an entry.</summary>
    public TimeEntry(Guid account, Guid id, Guid employee, Instant start, string timeZone, EntrySource source, Instant now)
    {
        (AccountId, Id, EmployeeId, Start, TimeZone, Source) = (account, id, employee, start, timeZone, source);
        CreatedAt = now;
    }

    /// <inheritdoc />
    public Guid AccountId { get; private set; }

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>Whose time it is.</summary>
    public Guid EmployeeId { get; private set; }

    /// <summary>The punch in.</summary>
    public Instant Start { get; private set; }

    /// <summary>The punch out; null while open.</summary>
    public Instant? End { get; private set; }

    /// <summary>TZDB id of the zone in which it was punched.</summary>
    public string TimeZone { get; private set; }

    /// <summary>On what.</summary>
    public Guid? JobId { get; private set; }

    /// <summary>Where.</summary>
    public Guid? LocationId { get; private set; }

    /// <summary>The employee's words, at most 500 characters.</summary>
    public string? Note { get; private set; }

    /// <summary>Who made it and where.</summary>
    public EntrySource Source { get; private set; }

    /// <summary>What a person should look at.</summary>
    public EntryFlags Flags { get; private set; }

    /// <summary>Worked time in microseconds, while it has an end; null while open. Follows from start, end and breaks, so that the database can add it up.</summary>
    public long? WorkedMicroseconds { get; private set; }

    /// <summary>When it was put away; it counts for nothing then.</summary>
    public Instant? ArchivedAt { get; private set; }

    /// <summary>When it was made.</summary>
    public Instant CreatedAt { get; private set; }

    /// <inheritdoc />
    public Instant ModifiedAt { get; private set; }

    /// <inheritdoc />
    public int Version { get; private set; }

    /// <summary>The breaks, by start.</summary>
    public IReadOnlyList<Break> Breaks => breaks;

    /// <summary>The break that is running, or null.</summary>
    public Break? OpenBreak => breaks.Find(pause => pause.End is null);

    /// <summary>When something last happened in it; nothing that follows lies before.</summary>
    public Instant LastEvent => breaks.Aggregate(End ?? Start, (last, pause) => Instant.Max(last, pause.End ?? pause.Start));

    /// <summary>The raw punches, for computing.</summary>
    public WorkSpan Span => new(Start, End, [.. breaks.Select(pause => new BreakSpan(pause.Start, pause.End, pause.Paid))]);

    /// <summary>Says on what and where.</summary>
    public void Place(Guid? job, Guid? location) => (JobId, LocationId) = (job, location);

    /// <summary>Writes or clears the note.</summary>
    public void Annotate(string? note) => Note = note;

    /// <summary>Closes the entry, and a running break with it.</summary>
    public void Close(Instant at, EntryFlags flags = EntryFlags.None)
    {
        OpenBreak?.Finish(at);
        End = at;
        Flags |= flags;
        Count();
    }

    /// <summary>Says anew from when to when, and which breaks; those that are kept keep their ids. The caller has checked that they fit.</summary>
    public void Correct(Instant start, Instant? end, string timeZone, IReadOnlyList<Break> pauses)
    {
        (Start, End, TimeZone) = (start, end, timeZone);
        breaks.Clear();
        breaks.AddRange(pauses);
        Count();
    }

    /// <summary>Sets or takes marks.</summary>
    public void Mark(EntryFlags flags) => Flags = flags;

    /// <summary>Puts it away: it counts for nothing.</summary>
    public void Archive(Instant now) => ArchivedAt ??= now;

    /// <summary>Takes it back.</summary>
    public void Restore() => ArchivedAt = null;

    void Count() => WorkedMicroseconds = End is null ? null : Span.Worked(End.Value).BclCompatibleTicks / 10;

    /// <summary>Begins a break.</summary>
    public Break StartBreak(Guid id, Instant at, bool paid)
    {
        if (OpenBreak is not null) throw AlreadyOnBreak();
        var pause = new Break(AccountId, id, Id, at, paid);
        breaks.Add(pause);
        return pause;
    }

    /// <summary>Ends the running break.</summary>
    public void EndBreak(Instant at) => (OpenBreak ?? throw NotOnBreak()).Finish(at);
}

/// <summary>A break within an entry; paid or unpaid, nothing more.</summary>
public sealed class Break : IAccountOwned
{
    Break() { }

    internal Break(Guid account, Guid id, Guid entry, Instant start, bool paid) =>
        (AccountId, Id, EntryId, Start, Paid) = (account, id, entry, start, paid);

    /// <inheritdoc />
    public Guid AccountId { get; private set; }

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>The entry in which it lies.</summary>
    public Guid EntryId { get; private set; }

    /// <summary>Its beginning.</summary>
    public Instant Start { get; private set; }

    /// <summary>Its end; null while it runs.</summary>
    public Instant? End { get; private set; }

    /// <summary>Counts as worked.</summary>
    public bool Paid { get; private set; }

    internal void Finish(Instant at) => End = at;

    internal void Correct(Instant start, Instant? end, bool paid) => (Start, End, Paid) = (start, end, paid);
}

sealed class TimeEntryData : IEntityTypeConfiguration<TimeEntry>, IEntityTypeConfiguration<Break>
{
    public void Configure(EntityTypeBuilder<TimeEntry> builder)
    {
        builder.ToTable("TimeEntries").HasKey(row => new { row.AccountId, row.Id });
        builder.HasOne<Employee>().WithMany().HasForeignKey(row => new { row.AccountId, row.EmployeeId }).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Job>().WithMany().HasForeignKey(row => new { row.AccountId, row.JobId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Location>().WithMany().HasForeignKey(row => new { row.AccountId, row.LocationId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(row => row.Breaks).WithOne().HasForeignKey(pause => new { pause.AccountId, pause.EntryId }).OnDelete(DeleteBehavior.Cascade);
        builder.Navigation(row => row.Breaks).UsePropertyAccessMode(PropertyAccessMode.Field).AutoInclude();
        builder.HasIndex(row => new { row.AccountId, row.EmployeeId, row.Start });
        // Whether it was put away stands in it too, so that a list is counted without reading its rows.
        builder.HasIndex(row => new { row.AccountId, row.Start, row.Id, row.ArchivedAt }).HasDatabaseName("IX_TimeEntries_ByStart");
        builder.HasIndex(row => new { row.AccountId, row.EmployeeId }).IsUnique()
            .HasFilter("\"End\" IS NULL AND \"ArchivedAt\" IS NULL").HasDatabaseName("IX_TimeEntries_OneOpen");
        builder.Ignore(row => row.OpenBreak);
        builder.Ignore(row => row.Span);
        builder.Ignore(row => row.LastEvent);
        builder.Property(row => row.Flags).HasConversion<int>();
        builder.Property(row => row.Note).HasMaxLength(500);
    }

    public void Configure(EntityTypeBuilder<Break> builder)
    {
        builder.ToTable("Breaks").HasKey(row => new { row.AccountId, row.Id });
        builder.HasIndex(row => new { row.AccountId, row.EntryId }, "IX_Breaks_ByEntry");
        builder.HasIndex(row => new { row.AccountId, row.EntryId }).IsUnique().HasFilter("\"End\" IS NULL").HasDatabaseName("IX_Breaks_OneOpen");
    }
}
