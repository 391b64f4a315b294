using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace Clockspot.Features.SignIn;

/// <summary>One browser in which a person signed in. The cookie names it; without its row the cookie is dead, wherever it was copied to.</summary>
public sealed class Session
{
    Session() => Device = "";

    /// <summary>A sign-in that begins now.</summary>
    public Session(Guid id, Guid person, string device, string? ip, Instant now, Instant endsAt) =>
        (Id, PersonId, Device, Ip, CreatedAt, LastUsedAt, EndsAt) = (id, person, device, ip, now, now, endsAt);

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
