using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace Clockspot.Features.SignIn;

/// <summary>A sign-in. A person may belong to several workspaces; what they may do there stands on their employee record.</summary>
public sealed class Person : IdentityUser<Guid>
{
    Person() => Name = "";

    /// <summary>A new sign-in under an address.</summary>
    public Person(Guid id, string name, string email, Instant now)
    {
        Id = id;
        Name = name;
        Email = UserName = email;
        CreatedAt = now;
        LockoutEnabled = true;
    }

    /// <summary>The person's own name for greetings; each workspace keeps its own in the employee record.</summary>
    public string Name { get; set; }

    /// <summary>Exists only in a demo workspace and goes with it.</summary>
    public bool IsDemo { get; init; }

    /// <summary>When the sign-in was made.</summary>
    public Instant CreatedAt { get; private set; }
}

sealed class PersonData : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> builder)
    {
        builder.ToTable("People");
        builder.Property(row => row.Name).HasMaxLength(100);
        builder.HasIndex(row => row.NormalizedEmail).IsUnique().HasDatabaseName("IX_People_Email");
    }
}
