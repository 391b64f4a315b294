using Clockspot.Api;
using Microsoft.OpenApi;

namespace Clockspot.Hosting.Api.OpenApi;

/// <summary>Writes a parameter of a query down.</summary>
static class QueryText
{
    public static IOpenApiParameter Of(QueryParameter parameter)
    {
        var one = SchemaOf(parameter);
        return new OpenApiParameter
        {
            Name = parameter.Name, In = ParameterLocation.Query, Description = parameter.Says,
            Schema = parameter.Repeatable ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = one, MaxItems = ApiBody.LongestList } : one,
            // Repeated, not divided by commas.
            Style = parameter.Repeatable ? ParameterStyle.Form : null, Explode = parameter.Repeatable,
        };
    }

    static OpenApiSchema SchemaOf(QueryParameter parameter) => parameter.Kind switch
    {
        QueryKind.Id => new() { Type = JsonSchemaType.String, Format = "uuid" },
        QueryKind.Day => new() { Type = JsonSchemaType.String, Format = "date" },
        QueryKind.Instant => new() { Type = JsonSchemaType.String, Format = "date-time" },
        QueryKind.Flag => new() { Type = JsonSchemaType.Boolean, Default = false },
        QueryKind.Number when parameter.Name == QueryParameter.Limit.Name => new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "500", Default = 50 },
        QueryKind.Number => new() { Type = JsonSchemaType.Integer },
        _ when parameter.Words.Count > 0 => new() { Type = JsonSchemaType.String, Enum = [.. parameter.Words.Select(word => (System.Text.Json.Nodes.JsonNode)word)] },
        _ => new() { Type = JsonSchemaType.String },
    };
}
