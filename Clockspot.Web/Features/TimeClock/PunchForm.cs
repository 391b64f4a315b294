namespace Clockspot.Features.TimeClock;

/// <summary>What the forms of the clock bring; each uses what it needs.</summary>
public sealed class PunchForm
{
    /// <summary>The chosen job, or blank.</summary>
    public string? JobId { get; set; }

    /// <summary>The employee's words.</summary>
    public string? Note { get; set; }

    /// <summary>"true" for a paid break.</summary>
    public string? Paid { get; set; }

    /// <summary>The entry that the note was written for.</summary>
    public string? EntryId { get; set; }

    internal Guid Entry => Guid.TryParse(EntryId, out var id) ? id : Guid.Empty;

    /// <summary>The chosen job; an id that nothing has when the text is none, so that it is refused and not ignored.</summary>
    internal Guid? Job => string.IsNullOrEmpty(JobId) ? null : Guid.TryParse(JobId, out var id) ? id : Guid.Empty;
}
