using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Clockspot.Domain;

/// <summary>Checks an input record by its attributes: the same that forms and the API document read.</summary>
public static class Input
{
    /// <summary>
    /// What a name is made of: one line of characters that are seen, letters of every script and pictures among them. No control
    /// characters, no breaks of lines (U+2028 and U+2029 are
    /// such, too), nothing that turns text around or hides in it; of the characters without a picture only the two joiners that scripts
    /// need.
    /// </summary>
    public const string OneLine = @"(?:[^\p{C}\p{Zl}\p{Zp}]|[\uD800-\uDB3F][\uDC00-\uDFFF]|[\u200C\u200D])*";

    /// <summary>What is said of a name that is not.</summary>
    public const string OneLineWords = "Write it on one line, in plain characters.";

    static readonly Regex oneLine = new($@"\A{OneLine}\z", RegexOptions.None, TimeSpan.FromSeconds(1));

    /// <summary>Refuses with <c>invalid_input</c>, one error for each attribute that fails.</summary>
    public static void Check(object input)
    {
        var failures = new List<ValidationResult>();
        if (Validator.TryValidateObject(input, new ValidationContext(input), failures, validateAllProperties: true)) return;
        throw Refusal.Invalid([.. failures.Select(Error)]);
    }

    /// <summary>Trims a text that a person typed; blank becomes null.</summary>
    public static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>True when a text is fit for a name; see <see cref="OneLine"/>.</summary>
    public static bool IsOneLine(string text) => oneLine.IsMatch(text);

    /// <summary>Camel case, as forms and JSON spell a property.</summary>
    public static string Path(string property) =>
        property.Length == 0 ? property : char.ToLowerInvariant(property[0]) + property[1..];

    static FieldError Error(ValidationResult failure)
    {
        var path = Path(failure.MemberNames.FirstOrDefault() ?? "");
        var message = failure.ErrorMessage ?? "This is not valid.";
        var code = message.Contains("required", StringComparison.OrdinalIgnoreCase) || message.StartsWith("Enter", StringComparison.Ordinal)
            ? "required" : "invalid";
        return new FieldError(path, code, message);
    }
}
