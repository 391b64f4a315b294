using System.Security.Cryptography;
using Clockspot.Api;
using Clockspot.Domain;
using Clockspot.Hosting.Api.Reference;
using Clockspot.Ui;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Clockspot.Hosting.Api.OpenApi;

/// <summary>
/// The document of the API (OpenAPI 3.1), made once from the operations that the program maps, and kept. The package describes no endpoint by itself: the operations say more than a
/// method's signature would, see decision 016.
/// </summary>
sealed class ApiDocument(IServiceScopeFactory scopes)
{
    /// <summary>Where it is served, and the reference that is made from it.</summary>
    public const string Path = "/openapi/v1.json", Reference = "/api/reference";

    const string Name = "v1";

    readonly SemaphoreSlim gate = new(1, 1);
    Made? made;

    /// <summary>The document.</summary>
    public async Task<OpenApiDocument> Get(CancellationToken stop) => (await Make(stop)).Document;

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<DocComments>();
        services.AddSingleton<ApiDocument>();
        services.AddSingleton<ReferenceBook>();
        services.AddSingleton(new SearchPlace("API reference", Reference, "Help"));
        services.AddOpenApi(Name, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = _ => false;
            options.AddDocumentTransformer((document, context, _) =>
            {
                var from = context.ApplicationServices;
                new DocumentText(document, from.GetRequiredService<PublicOrigin>()).Write();
                new OperationText(document, from.GetRequiredService<DocComments>()).Write(from.GetRequiredService<ApiRoutes>().All);
                return Task.CompletedTask;
            });
        });
    }

    public void Map(WebApplication app) => app.MapGet(Path, async (HttpContext http) =>
    {
        var now = await Make(http.RequestAborted);
        http.Response.Headers.CacheControl = "no-cache";
        return Results.Bytes(now.Text, "application/json; charset=utf-8", entityTag: now.Tag);
    }).AllowAnonymous();

    async Task<Made> Make(CancellationToken stop)
    {
        if (made is not null) return made;
        await gate.WaitAsync(stop);
        try
        {
            if (made is not null) return made;
            await using var scope = scopes.CreateAsyncScope();
            var document = await scope.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name).GetOpenApiDocumentAsync(stop);
            using var text = new MemoryStream();
            await document.SerializeAsJsonAsync(text, OpenApiSpecVersion.OpenApi3_1, stop);
            var bytes = text.ToArray();
            return made = new Made(document, bytes, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\""));
        }
        finally
        {
            gate.Release();
        }
    }

    sealed record Made(OpenApiDocument Document, byte[] Text, EntityTagHeaderValue Tag);
}
