using System.Reflection;

namespace Clockspot.Domain;

/// <summary>The version of the program, as CHANGELOG.md numbers it.</summary>
public static class ProductVersion
{
    /// <summary>Such as <c>0.1.0</c>.</summary>
    public static string Text { get; } = typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
