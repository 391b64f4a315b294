using System.Text.RegularExpressions;
using Clockspot.Data;
using Clockspot.Domain;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.Mail;

/// <summary>A mail as the outbox shows it.</summary>
/// <param name="To">The address.</param>
/// <param name="Subject">The subject line.</param>
/// <param name="Body">The text, or null once it was sent over SMTP.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="Sent">It is gone.</param>
public sealed record OutboxRow(string To, string Subject, string? Body, Instant CreatedAt, bool Sent)
{
    static readonly Regex links = new(@"https?://\S+", RegexOptions.None, TimeSpan.FromSeconds(1));

    /// <summary>The text in pieces, the links among them marked, for a page that encodes each.</summary>
    public IEnumerable<(string Text, bool IsLink)> Pieces()
    {
        var body = Body ?? "";
        var from = 0;
        foreach (Match link in links.Matches(body))
        {
            yield return (body[from..link.Index], false);
            yield return (link.Value, true);
            from = link.Index + link.Length;
        }
        yield return (body[from..], false);
    }
}

/// <summary>
/// What Development would have sent. Mail holds links with power, so that it is shown in Development alone, and there to this machine
/// alone. No actor: it is read before anybody is signed in.
/// </summary>
public sealed class Outbox(Store store, IHostEnvironment environment)
{
    /// <summary>The newest hundred. 404 outside Development, and to another machine.</summary>
    public async Task<IReadOnlyList<OutboxRow>> List(System.Net.IPAddress? from, CancellationToken stop)
    {
        if (!environment.IsDevelopment() || (from is not null && !System.Net.IPAddress.IsLoopback(from))) throw Refusal.NotFound("page");
        await using var db = await store.OpenSystem("Development's outbox", stop);
        return await db.Mail.OrderByDescending(mail => mail.CreatedAt).ThenByDescending(mail => mail.Id).Take(100)
            .Select(mail => new OutboxRow(mail.To, mail.Subject, mail.Body, mail.CreatedAt, mail.SentAt != null)).ToListAsync(stop);
    }
}
