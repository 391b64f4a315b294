using System.Threading.Channels;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.SignIn;

/// <summary>
/// Tells the audit log of each of a person's workspaces who signed in, and who tried. What failed is written while nobody waits for it, so
/// that an answer's time does not tell a known address from an unknown one, and as one event for ten minutes, so that nobody fills the log
/// by guessing.
/// </summary>
public sealed class SignInLog(Store store, ILogger<SignInLog> log) : BackgroundService
{
    /// <summary>What fails within this time is one event.</summary>
    internal static readonly Duration Together = Duration.FromMinutes(10);

    readonly Channel<Failure> waiting = System.Threading.Channels.Channel.CreateBounded<Failure>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Somebody signed in, or changed their sign-in; in the transaction that does it.</summary>
    internal static async Task Tell(ClockspotDb db, Person person, string name, string? means, Origin origin, CancellationToken stop)
    {
        if (person.IsDemo) return;
        foreach (var actor in await PersonActors.Of(db, person.Id, origin, stop)) db.RecordPerson(actor, name, actor.EmployeeId, means);
    }

    /// <summary>A wrong password or code of somebody known; or any, while the sign-in is locked.</summary>
    internal void Failed(Person person, string means, bool locked, Origin origin)
    {
        if (!person.IsDemo) waiting.Writer.TryWrite(new Failure(person.Id, locked ? "sign_in.locked" : "sign_in.failed", means, origin));
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                var read = new List<Failure>();
                while (waiting.Reader.TryRead(out var failure)) read.Add(failure);
                foreach (var same in read.GroupBy(one => (one.Person, one.Name, one.Means))) await Write(same.First(), same.Count(),
                    stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends.
        }
    }

    /// <summary>
    /// As whom the person acts, from where. An address that nobody has proven may be a stranger's, whose own tries then come here: they tell
    /// nobody from where.
    /// </summary>
    async Task<IReadOnlyList<Actor>> Actors(Failure failure, CancellationToken stop)
    {
        await using var db = await store.OpenSystem("a sign-in failed", stop);
        var isProven = await db.Users.AnyAsync(person => person.Id == failure.Person && person.EmailConfirmed, stop);
        var from = isProven ? failure.Origin : failure.Origin with { Ip = null, RequestId = null };
        return [.. await PersonActors.Of(db, failure.Person, from, stop)];
    }

    async Task Write(Failure failure, int times, CancellationToken stop)
    {
        try
        {
            // One transaction for each workspace: somebody may have many, and nobody who punches waits for all of them.
            foreach (var about in await Actors(failure, stop))
            {
                // Who it was is what nobody knows.
                var somebody = about with { PersonId = Guid.Empty, EmployeeId = Guid.Empty, Name = "Somebody", Role = Role.Employee,
                    Grants = [] };
                await using var db = await store.WriteSystem("a sign-in failed", stop);
                await db.Within(about.AccountId, () => db.CountPerson(somebody, failure.Name, about.EmployeeId, failure.Means, times,
                    Together, stop), stop);
                await db.Commit(stop);
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogWarning(fault, "A failed sign-in was not written into the audit log");
        }
    }

    sealed record Failure(Guid Person, string Name, string Means, Origin Origin);
}
