using Clockspot.Data;
using Clockspot.Domain.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace Clockspot.Features.Audit;

/// <summary>One line of the audit log: who did what, when, through which door, and what was before and after. Never changed.</summary>
public sealed class AuditEvent : IAccountOwned
{
    AuditEvent() => Name = ActorName = "";

    /// <summary>An event by an actor, in the actor's account.</summary>
    public AuditEvent(Actor actor, Guid id, Instant at, string name, Guid subject, Guid? about)
    {
        AccountId = actor.AccountId;
        Id = id;
        At = at;
        Name = name;
        (SubjectId, AboutId) = (subject, about);
        PersonId = actor.PersonId;
        EmployeeId = actor.EmployeeId;
        ActorName = actor.Name;
        Channel = actor.Channel;
        Credential = actor.Credential;
        Ip = actor.Ip;
        RequestId = actor.RequestId;
    }

    /// <inheritdoc />
    public Guid AccountId { get; private set; }

    /// <summary>UUIDv7, so the log's order.</summary>
    public Guid Id { get; private set; }

    /// <summary>When.</summary>
    public Instant At { get; private set; }

    /// <summary>Noun, dot, verb in the past: <c>time_entry.opened</c>.</summary>
    public string Name { get; private set; }

    /// <summary>The row that it is about.</summary>
    public Guid SubjectId { get; private set; }

    /// <summary>The employee whom it concerns, if it concerns one.</summary>
    public Guid? AboutId { get; private set; }

    /// <summary>The person who did it; empty for the system.</summary>
    public Guid PersonId { get; private set; }

    /// <summary>That person's employee record; empty for the system.</summary>
    public Guid EmployeeId { get; private set; }

    /// <summary>The name that was shown at the time.</summary>
    public string ActorName { get; private set; }

    /// <summary>The door.</summary>
    public Channel Channel { get; private set; }

    /// <summary>The credential's name, if one was used.</summary>
    public string? Credential { get; private set; }

    /// <summary>From where.</summary>
    public string? Ip { get; private set; }

    /// <summary>The request id, as in the program's log.</summary>
    public string? RequestId { get; private set; }

    /// <summary>JSON of the values that were, or null for something new.</summary>
    public string? Before { get; set; }

    /// <summary>JSON of the values that are, or null for something removed.</summary>
    public string? After { get; set; }

    /// <summary>Why, in the person's words.</summary>
    public string? Reason { get; set; }
}

sealed class AuditEventData : IEntityTypeConfiguration<AuditEvent>
{
    public void Configure(EntityTypeBuilder<AuditEvent> builder)
    {
        builder.ToTable("AuditEvents").HasKey(row => new { row.AccountId, row.Id });
        builder.HasIndex(row => new { row.AccountId, row.SubjectId });
        builder.HasIndex(row => new { row.AccountId, row.At });
        builder.HasIndex(row => new { row.AccountId, row.AboutId });
        builder.Property(row => row.Name).HasMaxLength(64);
    }
}
