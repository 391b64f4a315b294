using Clockspot.Domain.Access;
using Clockspot.Features.Accounts;

namespace Clockspot.Features.OAuth;

/// <summary>What stands in the form that says who may connect.</summary>
public sealed class WhoForm
{
    /// <summary>The smallest role that may.</summary>
    public string? Least { get; set; }

    /// <summary>The version that was seen.</summary>
    public int Version { get; set; }

    /// <summary>The form as the rule is now.</summary>
    public static WhoForm Of(ConnectingRule rule) => new() { Least = rule.Least.ToString(), Version = rule.Version };

    /// <summary>What was chosen, read; what is not a choice becomes one that the use-case refuses.</summary>
    public Role Read() => Enum.TryParse<Role>(Least, out var role) ? role : (Role)(-1);
}

/// <summary>What stands in the form that registers a client.</summary>
public sealed class ClientForm
{
    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>Where it may send people back to, one address on each line.</summary>
    public string? Redirects { get; set; }

    /// <summary>What was typed, read.</summary>
    public NewClient Read() => new() { Name = Name, Redirects = (Redirects ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) };
}
