using System.Runtime.CompilerServices;
using Clockspot.Data;
using Clockspot.Domain.Access;
using Clockspot.Features.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.SignIn;

/// <summary>The sign-ins in a download: name and address, never anything that signs somebody in.</summary>
sealed class PersonTable : IDownloadTable
{
    public string Name => "people";

    public IReadOnlyList<string> Columns { get; } = ["id", "name", "email", "emailConfirmed", "twoStep", "createdAt"];

    public async IAsyncEnumerable<IReadOnlyList<object?>> Rows(ClockspotDb db, Actor actor, Guid? employee, [EnumeratorCancellation] CancellationToken stop)
    {
        // Whoever owns the workspace sees of a sign-in what the workspace was given: who, and under which address. The rest is the person's own.
        var rows = db.Users.AsNoTracking().Where(person => db.Employees.Any(row => row.PersonId == person.Id && (employee == null || row.Id == employee)));
        await foreach (var person in rows.OrderBy(person => person.Id).AsAsyncEnumerable().WithCancellation(stop))
            yield return [person.Id, person.Name, person.Email, employee is null ? null : person.EmailConfirmed, employee is null ? null : person.TwoFactorEnabled, employee is null ? null : person.CreatedAt];
    }
}
