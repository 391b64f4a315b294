using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Clockspot.Domain.Time;
using NodaTime;
using NodaTime.Text;

namespace Clockspot.Api;

/// <summary>How the API writes and reads JSON: camelCase, numbers that are numbers, instants with an offset, words in snake_case, nothing unknown.</summary>
public static class ApiJson
{
    /// <summary>The options, for shapes and inputs alike.</summary>
    public static JsonSerializerOptions Options { get; } = Make(DateTimeZone.Utc);

    static readonly ConcurrentDictionary<DateTimeZone, JsonSerializerOptions> zoned = new();

    /// <summary>The same, with instants as the clocks of a zone show them: for readers that would say them as they stand.</summary>
    public static JsonSerializerOptions In(DateTimeZone zone) => zoned.GetOrAdd(zone, Make);

    static JsonSerializerOptions Make(DateTimeZone zone)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.Strict,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            PropertyNameCaseInsensitive = false,
            RespectNullableAnnotations = true,
            AllowDuplicateProperties = false,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters =
            {
                new InstantJson(zone), new LocalDateJson(), new GuidJson(),
                // The contract writes these in camelCase (rules/preview), all other words in snake_case.
                new JsonStringEnumConverter<DayAttribution>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
                new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false),
            },
        };
        options.MakeReadOnly();
        return options;
    }

    /// <summary>A word of an enumeration as the API writes it.</summary>
    public static string Word<T>(T value) where T : struct, Enum => JsonSerializer.SerializeToElement(value, Options).GetString()!;

    /// <summary>Reads a word of an enumeration; null when it is none.</summary>
    public static T? WordOf<T>(string text) where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
            if (Word(value) == text) return value;
        return null;
    }

    /// <summary>Reads an instant of RFC 3339, which must carry an offset; null when it is none, or at an end of time, where an offset would lead beyond.</summary>
    public static Instant? InstantOf(string text) =>
        OffsetDateTimePattern.Rfc3339.Parse(text.Replace(' ', 'T')) is { Success: true } parsed && parsed.Value.Year is > 1 and < 9999 ? parsed.Value.ToInstant() : null;

    sealed class InstantJson(DateTimeZone zone) : JsonConverter<Instant>
    {
        public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && InstantOf(reader.GetString()!) is { } at ? at
                : throw new JsonException("Write it as 2026-03-02T14:58:12Z or with another offset, such as -05:00.");

        public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options)
        {
            if (zone == DateTimeZone.Utc) writer.WriteStringValue(value.ToDateTimeUtc());
            else writer.WriteStringValue(OffsetDateTimePattern.Rfc3339.Format(value.InZone(zone).ToOffsetDateTime()));
        }
    }

    sealed class LocalDateJson : JsonConverter<LocalDate>
    {
        public override LocalDate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && LocalDatePattern.Iso.Parse(reader.GetString()!) is { Success: true } parsed ? parsed.Value
                : throw new JsonException("Write the day as 2026-03-02.");

        public override void Write(Utf8JsonWriter writer, LocalDate value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture));
    }

    /// <summary>The framework's own says nothing that helps when it is no id.</summary>
    sealed class GuidJson : JsonConverter<Guid>
    {
        public override Guid Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Guid.TryParseExact(reader.GetString(), "D", out var id) ? id
                : throw new JsonException("This is no id. Ids look like 019513f0-0000-7000-8000-000000000000.");

        public override void Write(Utf8JsonWriter writer, Guid value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}
