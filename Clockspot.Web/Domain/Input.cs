using System.ComponentModel.DataAnnotations;

namespace Clockspot.Domain;

/// <summary>Checks an input record by its attributes: the same that forms and the API document read.</summary>
public static class Input
{
    /// <summary>Refuses with <c>invalid_input</c>, one error for each attribute that fails.</summary>
    public static void Check(object input)
    {
        var failures = new List<ValidationResult>();
        if (Validator.TryValidateObject(input, new ValidationContext(input), failures, validateAllProperties: true)) return;
        throw Refusal.Invalid([.. failures.Select(Error)]);
    }

    /// <summary>Trims a text that a person typed; blank becomes null.</summary>
    public static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

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
