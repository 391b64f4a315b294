using System.Globalization;
using Clockspot.Data;
using Clockspot.Domain;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.Mail;

/// <summary>
/// How many invitations may still go today, by whom and to whom. Asked once in the transaction that writes them, with all their addresses;
/// it counts along with what is posted.
/// </summary>
public sealed class MailRoom
{
    readonly Dictionary<string, List<Instant>> sentTo;
    readonly MailLimits limits;
    readonly Instant now;
    int posted;

    MailRoom(MailLimits limits, Instant now, Scarcity scarce, Dictionary<string, List<Instant>> sentTo) =>
        (this.limits, this.now, Scarce, this.sentTo) = (limits, now, scarce, sentTo);

    Scarcity Scarce { get; }

    static Refusal Reached(string detail, Duration wait) => new("mail_limit_reached", 429, "No more invitations by mail for now",
        detail) { RetryAfter = wait };

    /// <summary>429 <c>mail_limit_reached</c> unless so many more may go.</summary>
    public void Require(int count)
    {
        var left = Math.Max(0, Scarce.Left - posted);
        if (count <= left) return;
        var wait = Scarce.Next is { } next ? next - now : MailLimits.Day;
        var most = $"{Scarce.Who} can invite at most {Scarce.Limit.ToString(CultureInfo.InvariantCulture)} people by mail in 24 hours";
        throw Reached(left == 0 ? $"{most}, and has. The next one can go in {Words(wait)}."
            : $"{most}. These are {count.ToString(CultureInfo.InvariantCulture)}, and {left.ToString(CultureInfo.InvariantCulture)} more can go now.", wait);
    }

    /// <summary>Why nobody writes to that address now; null when it may be written to.</summary>
    public string? WhyNot(string address) => Full(address) is { } wait
        ? $"Was invited {limits.Recipient.ToString(CultureInfo.InvariantCulture)} times within 24 hours, and nobody is written to more often. Try again in {Words(wait)}." : null;

    /// <summary>Counts one more. 429 <c>mail_limit_reached</c> when it may not go.</summary>
    internal void Take(string address)
    {
        Require(1);
        if (Full(address) is { } wait) throw Reached($"This address {WhyNot(address)![..1].ToLowerInvariant()}{WhyNot(address)![1..]}",
            wait);
        posted++;
        To(address).Add(now);
    }

    /// <summary>Looks how much there is. Within the transaction that posts.</summary>
    internal static async Task<MailRoom> Look(MailLimits limits, ClockspotDb db, MailCause cause, IReadOnlyCollection<string> to,
        CancellationToken stop)
    {
        if (cause is not { AccountId: { } account,
            PersonId: { } person }) throw new InvalidOperationException("Mail to others is caused by a person in a workspace.");
        var sender = await db.SenderOf(account, person, stop);
        // Each use-case asks before; this is for the one that forgot.
        if (!sender.Confirmed) throw new InvalidOperationException("Somebody whose address is not confirmed would have written to others.");
        var since = db.Now - MailLimits.Day;
        var counted = db.Mail.Where(mail => mail.Kind == MailKind.Invitation && mail.CreatedAt > since);
        Scarcity[] both =
        [
            await Scarcity.Of("This workspace", Most(limits.Account, sender.WorkspaceSince), counted
                .Where(mail => mail.AccountId == account), stop),
            await Scarcity.Of("One person", Most(limits.Sender, sender.PersonSince), counted.Where(mail => mail.SenderId == person), stop),
        ];
        var addresses = to.Select(address => address.ToUpperInvariant()).Distinct(StringComparer.Ordinal).ToList();
        var names = addresses.ToDictionary(limits.WordFor, address => address, StringComparer.Ordinal);
        foreach (var address in addresses) names[address] = address;
        var keys = names.Keys.ToList();
        var sent = await counted.Where(mail => keys.Contains(mail.NormalizedTo)).Select(mail => new { mail.NormalizedTo, mail.CreatedAt })
            .ToListAsync(stop);
        return new MailRoom(limits, db.Now, both.MinBy(one => one.Left)!,
            sent.GroupBy(mail => names[mail.NormalizedTo], StringComparer.Ordinal)
                .ToDictionary(mails => mails.Key, mails => mails.Select(mail => mail.CreatedAt).ToList(), StringComparer.Ordinal));

        int Most(int usual, Instant from) => db.Now - from < MailLimits.IsNew ? Math.Min(limits.New, usual) : usual;
    }

    /// <summary>How long until the address may be written to; null when it may be now.</summary>
    Duration? Full(string address)
    {
        var sent = To(address);
        return sent.Count < limits.Recipient ? null : sent.Order().ElementAt(sent.Count - limits.Recipient) + MailLimits.Day - now;
    }

    List<Instant> To(string address)
    {
        var key = address.ToUpperInvariant();
        if (!sentTo.TryGetValue(key, out var sent)) sentTo[key] = sent = [];
        return sent;
    }

    static string Words(Duration wait) => wait < Duration.FromHours(2) ? Count((int)Math.Ceiling(wait.TotalMinutes), "minute")
        : Count((int)Math.Ceiling(wait.TotalHours), "hour");

    static string Count(int number, string of) => number == 1 ? $"1 {of}" : $"{number.ToString(CultureInfo.InvariantCulture)} {of}s";

    /// <summary>One of the limits.</summary>
    /// <param name="Who">Whose it is.</param>
    /// <param name="Limit">How many go in a day.</param>
    /// <param name="Left">How many still do.</param>
    /// <param name="Next">When one more does, where none is left.</param>
    sealed record Scarcity(string Who, int Limit, int Left, Instant? Next)
    {
        public static async Task<Scarcity> Of(string who, int limit, IQueryable<MailMessage> counted, CancellationToken stop)
        {
            var newest = await counted.OrderByDescending(mail => mail.CreatedAt).Take(limit).Select(mail => mail.CreatedAt)
                .ToListAsync(stop);
            return new Scarcity(who, limit, limit - newest.Count, newest.Count > 0 ? newest[^1] + MailLimits.Day : null);
        }
    }
}
