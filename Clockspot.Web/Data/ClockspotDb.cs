using System.Linq.Expressions;
using Clockspot.Domain;
using Clockspot.Features.SignIn;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace Clockspot.Data;

/// <summary>
/// The database. Each slice adds its sets and its configuration in a part of its own (<c>Slice.Data.cs</c>). One instance lives for one
/// operation in one account; see <see cref="Store"/>.
/// </summary>
public abstract partial class ClockspotDb(DbContextOptions options, IClock clock, WriteGate gate) : IdentityUserContext<Person, Guid>(options)
{
    readonly List<(Guid To, string Name)> events = [];
    IDisposable? held;
    bool erases;

    /// <summary>The account whose rows can be read and written; null for the system, which must say <c>AcrossAccounts</c> to read any.</summary>
    public Guid? AccountId { get; internal set; }

    /// <summary>Read by the filter: no row has the empty account.</summary>
    internal Guid CurrentAccount => AccountId ?? Guid.Empty;

    /// <summary>The moment of the operation; the same for everything that it writes.</summary>
    public Instant Now { get; } = Conventions.Cut(clock.GetCurrentInstant());

    /// <summary>Told after the commit, with the names of the events that were recorded.</summary>
    internal Action<Guid, IReadOnlyList<string>>? Committed { get; set; }

    /// <summary>Told after the commit when something was erased.</summary>
    internal Action? Erased { get; set; }

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => Conventions.Apply(configurationBuilder);

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(ClockspotDb).Assembly);
        foreach (var type in builder.Model.GetEntityTypes().Select(entity => entity.ClrType).Distinct().ToList())
        {
            if (typeof(IAccountOwned).IsAssignableFrom(type)) OwnedByAccount(builder.Entity(type), type);
            if (typeof(IVersioned).IsAssignableFrom(type)) builder.Entity(type).Property(nameof(IVersioned.Version)).IsConcurrencyToken();
        }
    }

    /// <summary>
    /// Begins to write: passes the gate and begins an immediate transaction, so that what is read from here on still holds when it is
    /// written. Ended by <see cref="Commit"/>; disposal without it undoes everything.
    /// </summary>
    /// <param name="line">In which line of the gate it waits.</param>
    /// <param name="stop">Gives up.</param>
    internal async Task BeginWrite(string line, CancellationToken stop)
    {
        held = await gate.Enter(line, stop);
        await Database.BeginTransactionAsync(stop);
    }

    /// <summary>
    /// True while several operations share this context and its transaction (<see cref="Store.Together"/>): each of them saves, none commits or disposes it.
    /// </summary>
    internal bool IsShared { get; set; }

    /// <summary>Saves and commits. What it returns from is on disk (<c>synchronous=FULL</c>).</summary>
    public async Task Commit(CancellationToken stop)
    {
        await SaveChangesAsync(stop);
        if (IsShared) return;
        await Database.CommitTransactionAsync(stop);
        Release();
        foreach (var told in events.GroupBy(one => one.To)) Committed?.Invoke(told.Key, [.. told.Select(one => one.Name)]);
        if (erases) Erased?.Invoke();
    }

    /// <inheritdoc />
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        GuardWrites();
        CountVersions();
        if (Database.CurrentTransaction is not null) return await Save(acceptAllChangesOnSuccess, cancellationToken);
        // ASP.NET Core Identity saves by itself, outside an operation of ours: it passes the same gate.
        using (await gate.Enter("sign-ins", cancellationToken)) return await Save(acceptAllChangesOnSuccess, cancellationToken);
    }

    /// <inheritdoc />
    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Saving is asynchronous: SaveChangesAsync or Commit.");

    /// <summary>Remembers that an event was recorded, for those who listen after the commit.</summary>
    internal void Announce(string name)
    {
        if (AccountId is { } account) events.Add((account, name));
    }

    /// <summary>The same for those who listen to a person: the circuits in which that person is signed in.</summary>
    internal void AnnounceTo(Guid person, string name) => events.Add((person, name));

    /// <summary>
    /// Works in one account within a transaction that belongs to none: what is done to a person in every workspace is done at once or not
    /// at all. The filter and the guard hold meanwhile as in any operation of that account.
    /// </summary>
    internal async Task Within(Guid account, Func<Task> work, CancellationToken stop)
    {
        if (AccountId is not null) throw new InvalidOperationException("An operation of one account does not work in another.");
        // What was done as nobody's is saved as such; the guard would take it for another account's.
        await SaveChangesAsync(stop);
        try
        {
            AccountId = account;
            await work();
            await SaveChangesAsync(stop);
        }
        finally
        {
            AccountId = null;
        }
    }

    /// <summary>This operation erases what must be gone: after the commit it leaves the write-ahead log as well.</summary>
    internal void Erases() => erases = true;

    /// <summary>Goes on as if nothing had been done since the savepoint of that name.</summary>
    internal async Task BackTo(string savepoint, CancellationToken stop)
    {
        ChangeTracker.Clear();
        events.Clear();
        await Database.CurrentTransaction!.RollbackToSavepointAsync(savepoint, stop);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        if (LeftAlone()) return;
        base.Dispose();
        Release();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        if (LeftAlone()) return;
        await base.DisposeAsync();
        Release();
        GC.SuppressFinalize(this);
    }

    async Task<int> Save(bool accept, CancellationToken stop)
    {
        try
        {
            return await base.SaveChangesAsync(accept, stop);
        }
        catch (DbUpdateConcurrencyException stale)
        {
            throw Refusal.Stale(stale.Entries.FirstOrDefault()?.Metadata.ClrType.Name.ToLowerInvariant() ?? "record");
        }
    }

    /// <summary>A filter guards reads alone; this guards writes. What it throws is a defect, never a user's mistake.</summary>
    void GuardWrites()
    {
        if (AccountId is null) return;
        foreach (var entry in ChangeTracker.Entries<IAccountOwned>())
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted)) continue;
            var before = entry.State == EntityState.Added ? entry.Entity.AccountId : (Guid)entry.Property(nameof(IAccountOwned.AccountId)).OriginalValue!;
            if (entry.Entity.AccountId != AccountId || before != AccountId)
                throw new InvalidOperationException($"A {entry.Metadata.ClrType.Name} of another account would have been written.");
        }
    }

    void CountVersions()
    {
        foreach (var entry in ChangeTracker.Entries<IVersioned>())
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified)) continue;
            var version = entry.Property(nameof(IVersioned.Version));
            version.CurrentValue = entry.State == EntityState.Added ? 1 : (int)version.OriginalValue! + 1;
            entry.Property(nameof(IVersioned.ModifiedAt)).CurrentValue = Now;
        }
    }

    void OwnedByAccount(EntityTypeBuilder entity, Type type)
    {
        var row = Expression.Parameter(type, "row");
        var same = Expression.Equal(
            Expression.Property(row, nameof(IAccountOwned.AccountId)),
            Expression.Property(Expression.Constant(this), nameof(CurrentAccount)));
        entity.HasQueryFilter(Conventions.AccountFilter, Expression.Lambda(same, row));
    }

    /// <summary>An operation that shares the context leaves it; the next one finds it as if it were new, and what was not saved is gone.</summary>
    bool LeftAlone()
    {
        if (IsShared) ChangeTracker.Clear();
        return IsShared;
    }

    void Release()
    {
        held?.Dispose();
        held = null;
    }
}

/// <summary>The database on SQLite. Its migrations are generated into <c>Migrations/Sqlite</c>.</summary>
public sealed class SqliteClockspotDb(DbContextOptions<SqliteClockspotDb> options, IClock clock, WriteGate gate) : ClockspotDb(options, clock, gate);
