using Clockspot.Ui;

namespace Clockspot.Api;

/// <summary>What can be edited: it counts its versions.</summary>
public interface IVersionedShape
{
    /// <summary>The version, also in the <c>ETag</c>.</summary>
    int Version { get; }
}

/// <summary>The version that an edit or decision saw; the header <c>If-Match</c> says the same.</summary>
/// <param name="Version">As it was read.</param>
public sealed record VersionInput(int? Version);

/// <summary>Where a page of a list stands.</summary>
/// <param name="Next">The cursor of the next page; null on the last.</param>
/// <param name="Total">How many rows the whole list has at this moment.</param>
public sealed record PageInfo(string? Next, int Total);

/// <summary>A page of a list.</summary>
/// <param name="Data">The rows.</param>
/// <param name="Page">Where it stands.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Data, PageInfo Page);

/// <summary>What an operation answers when nothing was refused.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">What is written as JSON; null for none.</param>
public sealed record ApiAnswer(int Status, object? Body)
{
    /// <summary>The version for the <c>ETag</c>, or null.</summary>
    public int? Version { get; init; }

    /// <summary>Where what was made can be read, below <c>/api/v1</c>.</summary>
    public string? Location { get; init; }

    /// <summary>The cursor of the next page, for the <c>Link</c> header.</summary>
    public string? Next { get; init; }

    /// <summary>A file that is written while it is sent, in the place of a body.</summary>
    public WorkspaceFile? File { get; init; }

    /// <summary>200 with a body; with its version when it has one.</summary>
    public static ApiAnswer Ok(object body) => new(StatusCodes.Status200OK, body) { Version = (body as IVersionedShape)?.Version };

    /// <summary>201 with what was made, and where.</summary>
    public static ApiAnswer Created(string location, object body) =>
        new(StatusCodes.Status201Created, body) { Version = (body as IVersionedShape)?.Version, Location = location };

    /// <summary>204.</summary>
    public static ApiAnswer Nothing { get; } = new(StatusCodes.Status204NoContent, null);

    /// <summary>200 with a page of a list.</summary>
    public static ApiAnswer List<T>(IReadOnlyList<T> rows, int total, string? next) =>
        new(StatusCodes.Status200OK, new ListPage<T>(rows, new PageInfo(next, total))) { Next = next };

    /// <summary>A file.</summary>
    public static ApiAnswer Of(WorkspaceFile file) => new(StatusCodes.Status200OK, null) { File = file };
}
