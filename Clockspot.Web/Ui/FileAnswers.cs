using System.Runtime.CompilerServices;
using Clockspot.Data;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Net.Http.Headers;

namespace Clockspot.Ui;

/// <summary>A file that is written while it is sent.</summary>
/// <param name="Name">Its name, such as <c>audit-2026-03-02.csv</c>; what no file system takes is taken out.</param>
/// <param name="ContentType">What it is.</param>
/// <param name="Write">Writes it, piece by piece.</param>
public sealed record WorkspaceFile(string Name, string ContentType, Func<Stream, CancellationToken, Task> Write)
{
    /// <summary>
    /// A file of CSV. The first row is asked for before the answer begins, so that what a use-case refuses while it reads becomes a page in
    /// words; nothing is held but the row in hand.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="columns">The head, in camelCase as the API names the fields.</param>
    /// <param name="rows">The rows, as <see cref="CsvFile"/> takes them.</param>
    /// <param name="stop">Gives up.</param>
    public static Task<WorkspaceFile> Csv(string name, IReadOnlyList<string> columns, IAsyncEnumerable<IReadOnlyList<object?>> rows, CancellationToken stop) =>
        Begun(name, "text/csv; charset=utf-8", rows, (to, begun, gone) => CsvFile.Write(to, columns, begun, gone), stop);

    /// <summary>The same as a workbook.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="title">The name of its sheet.</param>
    /// <param name="columns">The head.</param>
    /// <param name="rows">The rows, as <see cref="XlsxFile"/> takes them.</param>
    /// <param name="stop">Gives up.</param>
    public static Task<WorkspaceFile> Xlsx(string name, string title, IReadOnlyList<string> columns, IAsyncEnumerable<IReadOnlyList<object?>> rows, CancellationToken stop) =>
        Begun(name, XlsxFile.ContentType, rows, (to, begun, gone) => XlsxFile.Write(to, title, columns, begun, gone), stop);

    static async Task<WorkspaceFile> Begun(string name, string type, IAsyncEnumerable<IReadOnlyList<object?>> rows,
        Func<Stream, IAsyncEnumerable<IReadOnlyList<object?>>, CancellationToken, Task> write, CancellationToken stop)
    {
        var begun = rows.GetAsyncEnumerator(stop);
        try
        {
            var any = await begun.MoveNextAsync();
            return new WorkspaceFile(name, type, (to, gone) => write(to, Rest(begun, any), gone));
        }
        catch
        {
            await begun.DisposeAsync();
            throw;
        }
    }

    static async IAsyncEnumerable<IReadOnlyList<object?>> Rest(IAsyncEnumerator<IReadOnlyList<object?>> begun, bool any, [EnumeratorCancellation] CancellationToken stop = default)
    {
        await using (begun)
            for (; any; any = await begun.MoveNextAsync())
            {
                stop.ThrowIfCancellationRequested();
                yield return begun.Current;
            }
    }
}

/// <summary>
/// Routes below <c>/w/{account}</c> that answer with a file. They carry what they need like a page does, so that the same gate stands before
/// them; what is refused before the first byte becomes the page of refusals. Links to them carry the attribute <c>download</c>.
/// </summary>
public static class FileAnswers
{
    /// <summary>Maps a file that is got: a table under the filters of the address.</summary>
    /// <param name="app">The program.</param>
    /// <param name="path">Below the workspace: <c>audit.csv</c>.</param>
    /// <param name="needs">What whoever asks needs; the use-case decides again.</param>
    /// <param name="make">Makes the file: who asks, in which workspace, and the request with its filters.</param>
    public static IEndpointConventionBuilder MapWorkspaceFile(this IEndpointRouteBuilder app, string path, NeedsAttribute needs, Func<Entered, HttpContext, Task<WorkspaceFile>> make) =>
        app.MapGet("/w/{account}/" + path, (HttpContext http, Members members) => Answer(http, members, make)).WithMetadata(new AuthorizeAttribute(), needs).ExcludeFromDescription();

    /// <summary>Maps a file that a form asks for, since asking for it is recorded. The form carries a token like every other.</summary>
    /// <param name="app">The program.</param>
    /// <param name="path">Below the workspace: <c>data/mine.zip</c>.</param>
    /// <param name="needs">What whoever asks needs; the use-case decides again.</param>
    /// <param name="make">Makes the file.</param>
    public static IEndpointConventionBuilder MapRecordedFile(this IEndpointRouteBuilder app, string path, NeedsAttribute needs, Func<Entered, HttpContext, Task<WorkspaceFile>> make) =>
        app.MapPost("/w/{account}/" + path, (HttpContext http, Members members) => Answer(http, members, make))
            .WithMetadata(new AuthorizeAttribute(), new RequireAntiforgeryTokenAttribute(), needs).ExcludeFromDescription();

    /// <summary>Enters anew, makes the file and sends it.</summary>
    internal static async Task Answer(HttpContext http, Members members, Func<Entered, HttpContext, Task<WorkspaceFile>> make)
    {
        var entered = await PageActor.Enter(members, http.User, (string)http.GetRouteValue("account")!, http, http.RequestAborted);
        await Send(http, await make(entered, http));
    }

    /// <summary>Sends a file.</summary>
    internal static async Task Send(HttpContext http, WorkspaceFile file)
    {
        http.Response.ContentType = file.ContentType;
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(Safe(file.Name));
        http.Response.Headers.ContentDisposition = disposition.ToString();
        // It is somebody's: no cache on the way keeps it.
        http.Response.Headers.CacheControl = "no-store";
        await using var body = new HeldWrites(http.Response.Body);
        await file.Write(body, http.RequestAborted);
        await body.FlushAsync(http.RequestAborted);
    }

    /// <summary>Letters, digits, points and hyphens; everything else becomes a hyphen.</summary>
    internal static string Safe(string name)
    {
        var safe = new string([.. name.Select(letter => char.IsLetterOrDigit(letter) || letter is '.' or '-' or '_' ? letter : '-')]).Trim('.', '-');
        return safe.Length == 0 ? "download" : safe;
    }
}
