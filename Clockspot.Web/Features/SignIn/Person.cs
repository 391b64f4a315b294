using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
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
        Email = email;
        // Identity wants a name of its own that occurs once; an address may stand on several sign-ins until one of them has proven it.
        UserName = id.ToString();
        CreatedAt = now;
        LockoutEnabled = true;
    }

    /// <summary>The person's own name for greetings; each workspace keeps its own in the employee record.</summary>
    public string Name { get; set; }

    /// <summary>Exists only in a demo workspace and goes with it.</summary>
    public bool IsDemo { get; init; }

    /// <summary>When the sign-in was made.</summary>
    public Instant CreatedAt { get; private set; }

    /// <summary>The newest time step of RFC 6238 whose code was used (section 5.2: none works twice); null before the first.</summary>
    public long? LastCodeStep { get; set; }

    /// <summary>
    /// The names of the companies to which the person belongs, for the check of a new password; read when one is chosen, and no column.
    /// </summary>
    internal IReadOnlyList<string> Companies { get; set; } = [];
}

sealed class PersonData : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> builder)
    {
        builder.ToTable("People");
        builder.Property(row => row.Name).HasMaxLength(100);
        builder.Ignore(row => row.Companies);
        // Identity writes all columns of a person whom it read before; this one is written by its own conditional update alone and never
        // set back.
        builder.Property(row => row.LastCodeStep).Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
        // One proven sign-in for each address; unproven ones stand beside it and block nobody.
        builder.HasIndex(row => row.NormalizedEmail).HasDatabaseName("IX_People_Email");
        builder.HasIndex(row => row.NormalizedEmail, "ProvenEmail").IsUnique().HasFilter("\"EmailConfirmed\" = 1").HasDatabaseName("IX_People_ProvenEmail");
    }
}
