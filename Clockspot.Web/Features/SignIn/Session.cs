using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace Clockspot.Features.SignIn;

/// <summary>One browser in which a person signed in. The cookie names it; without its row the cookie is dead, wherever it was copied to.</summary>
public sealed class Session
{
    /// <summary>How long a sign-in holds whatever happens.</summary>
    public static readonly Duration Life = Duration.FromDays(30);

    /// <summary>How long one that is not remembered holds without being used.</summary>
    public static readonly Duration Idle = Duration.FromDays(1);

    Session() => Device = "";

    /// <summary>A sign-in that begins now.</summary>
    /// <param name="id">UUIDv7.</param>
    /// <param name="person">Whose.</param>
    /// <param name="device">Browser and system in words.</param>
    /// <param name="ip">From where.</param>
    /// <param name="now">When.</param>
    /// <param name="remembered">It holds while the browser is closed, and does not end by lying idle for a day.</param>
    public Session(Guid id, Guid person, string device, string? ip, Instant now, bool remembered) =>
        (Id, PersonId, Device, Ip, CreatedAt, LastUsedAt, EndsAt) = (id, person, device, ip, now, now, now + (remembered ? Life : Idle));

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; private set; }

    /// <summary>Whose sign-in it is.</summary>
    public Guid PersonId { get; private set; }

    /// <summary>Browser and system in words, as the browser named itself: <c>Firefox on Windows</c>.</summary>
    public string Device { get; private set; }

    /// <summary>The address from which it was last used.</summary>
    public string? Ip { get; private set; }

    /// <summary>When it began.</summary>
    public Instant CreatedAt { get; private set; }

    /// <summary>When it was last used, to within a few minutes.</summary>
    public Instant LastUsedAt { get; private set; }

    /// <summary>It ends then, whatever happens.</summary>
    public Instant EndsAt { get; private set; }

    /// <summary>It was used: what lies idle for a day begins its day anew, and never beyond its life.</summary>
    public void Use(Instant now, string? ip)
    {
        if (now <= LastUsedAt) return;
        LastUsedAt = now;
        Ip = ip ?? Ip;
        EndsAt = Instant.Max(EndsAt, Instant.Min(CreatedAt + Life, now + Idle));
    }
}

sealed class SessionData : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("Sessions").HasKey(row => row.Id);
        builder.Property(row => row.Device).HasMaxLength(100);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => row.PersonId);
        builder.HasIndex(row => row.EndsAt);
    }
}
