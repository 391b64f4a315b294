using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Clockspot.Features.OAuth;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Support;

/// <summary>Who and what can act in an account, and how far: the people whose sign-in opens it or will, its keys, its connections, its closing.</summary>
static class Powers
{
    /// <summary>Each as a text: <c>Manager 019513f0-…</c>.</summary>
    public static async Task<IReadOnlySet<string>> Of(World world, Actor owner)
    {
        await using var db = await world.Store.Open(owner, default);
        var people = await db.Employees.Where(row => row.Status != EmployeeStatus.Archived && (row.PersonId != null || row.Status == EmployeeStatus.Invited))
            .Select(row => new { row.Id, row.Role }).ToListAsync();
        var keys = await db.ApiKeys.Where(key => key.RevokedAt == null).Select(key => key.Id).ToListAsync();
        var connections = await db.OAuthAuthorizations.Where(one => one.Status == OAuthStatus.Valid).Select(one => new { one.Id, one.Scopes }).ToListAsync();
        var account = await db.Accounts.SingleAsync(row => row.Id == owner.AccountId);
        return new HashSet<string>(
        [
            .. people.Select(row => $"{row.Role} {row.Id}"), .. keys.Select(id => $"key {id}"), .. connections.Select(one => $"connection {one.Id} {one.Scopes}"),
            $"connecting from {account.Connecting} on", account.ClosedAt is null ? "open" : "closed",
        ], StringComparer.Ordinal);
    }

    /// <summary>What was gained beyond what a narrowed credential may hand on: the role Employee.</summary>
    public static IEnumerable<string> Gained(IReadOnlySet<string> before, IReadOnlySet<string> after) =>
        after.Except(before, StringComparer.Ordinal).Where(power => !power.StartsWith($"{Role.Employee} ", StringComparison.Ordinal));
}
