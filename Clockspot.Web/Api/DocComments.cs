using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Clockspot.Api;

/// <summary>What the comments in the source say of a type and its properties. The compiler writes them into a file beside the program.</summary>
sealed partial class DocComments
{
    readonly Dictionary<string, XElement> members;

    /// <summary>Reads the file; without it nothing is said.</summary>
    public DocComments()
    {
        var file = Path.ChangeExtension(typeof(DocComments).Assembly.Location, ".xml");
        members = File.Exists(file)
            ? XDocument.Load(file).Descendants("member").ToDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal) : [];
    }

    /// <summary>What is said of a type.</summary>
    public string? Of(Type type) => Text(members.GetValueOrDefault($"T:{NameOf(type)}")?.Element("summary"));

    /// <summary>What is said of a property: by itself, or as a parameter of its record.</summary>
    public string? Of(PropertyInfo property)
    {
        var type = property.DeclaringType!;
        return Text(members.GetValueOrDefault($"P:{NameOf(type)}.{property.Name}")?.Element("summary"))
            ?? Text(members.GetValueOrDefault($"T:{NameOf(type)}")?.Elements("param").FirstOrDefault(one => (string?)one.Attribute("name") == property.Name));
    }

    static string NameOf(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    static string? Text(XElement? element)
    {
        if (element is null) return null;
        var said = string.Concat(element.Nodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "see" } see => ((string?)see.Attribute("cref") ?? (string?)see.Attribute("langword") ?? "").Split('.', ':')[^1],
            XElement other => other.Value.Length > 0 ? other.Value : (string?)other.Attribute("name") ?? "",
            _ => "",
        }));
        return Blank().Replace(said, " ").Trim() is { Length: > 0 } clean ? clean : null;
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blank();
}
