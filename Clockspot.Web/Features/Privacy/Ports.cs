using Clockspot.Data;
using Clockspot.Domain.Access;
using NodaTime;

namespace Clockspot.Features.Privacy;

/// <summary>Whom an erasure concerns, and the words that must not be left.</summary>
/// <param name="EmployeeId">The record.</param>
/// <param name="PersonId">The sign-in that the record had, or null.</param>
/// <param name="Email">The address that the record had, or null.</param>
/// <param name="Name">The name.</param>
public sealed record Forgotten(Guid EmployeeId, Guid? PersonId, string? Email, string Name);

/// <summary>
/// What a slice keeps of persons and can erase. Each slice that keeps such things registers one; all run inside the caller's operation on
/// one account, which commits. The slice Privacy calls them and knows none of them.
/// </summary>
public interface IErasable
{
    /// <summary>Erases positions and addresses of punches and requests that are older than a moment.</summary>
    Task EraseEvidence(ClockspotDb db, Instant before, CancellationToken stop);

    /// <summary>Erases everything about somebody who left but name, number, hours and pay.</summary>
    Task ErasePerson(ClockspotDb db, Forgotten who, CancellationToken stop);

    /// <summary>Erases the name too.</summary>
    Task EraseName(ClockspotDb db, Forgotten who, CancellationToken stop);
}

/// <summary>One table of a download: a file of CSV and one of JSON. Each slice registers its own; the slice Privacy puts them into the zip.</summary>
public interface IDownloadTable
{
    /// <summary>The file's name without extension: <c>time-entries</c>.</summary>
    string Name { get; }

    /// <summary>The columns, in order, in camelCase as the API names them.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>
    /// The rows of the operation's account, or only those of one employee; values are null, text, numbers, booleans, instants or days.
    /// Streams: nothing is held but the row in hand. A table that says nothing of a single employee yields nothing then.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<object?>> Rows(ClockspotDb db, Actor actor, Guid? employee, CancellationToken stop);
}
