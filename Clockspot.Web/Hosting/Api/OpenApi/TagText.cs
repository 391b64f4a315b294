namespace Clockspot.Hosting.Api.OpenApi;

/// <summary>What each part of the reference is about. A test holds it against the parts that there are.</summary>
static class TagText
{
    static readonly Dictionary<string, string> all = new(StringComparer.Ordinal)
    {
        ["Me"] = "Who calls, in which account, and what the credential may do.",
        ["Account"] = "The company: its name, zone, currency and settings.",
        ["Employees"] = "The people who work here. Somebody who left is archived; nobody is deleted.",
        ["Invitations"] = "Letters that ask somebody to join the account.",
        ["Jobs"] = "What people work on. A job in use is archived, never deleted: entries keep it.",
        ["Locations"] = "Where people work: an address, a circle on the map, networks.",
        ["Clock"] = "The clock itself: who is in, and in, out, switch and breaks.",
        ["Time entries"] = "What was worked: listed, added, corrected with a reason, archived, and the history of each.",
        ["Clock-in setup"] = "What the clock asks for and where it lets people punch.",
        ["Reports"] = "The reports of the screens, as JSON or as a file.",
        ["Integrations"] = "The connection to Clockify, which reads and never writes there. For Owner and Admins.",
        ["Audit"] = "Who did what, when and by which door.",
    };

    /// <summary>What is said of a part.</summary>
    public static string Of(string tag) => all.TryGetValue(tag, out var text) ? text : throw new InvalidOperationException($"The part '{tag}' of the API has no words in TagText.");
}
