using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Clockspot.Hosting;

/// <summary>
/// Traces and metrics over OTLP (HTTP, protobuf) when <c>Otlp:Endpoint</c> names a collector. Built by hand, since the packages that
/// hang OpenTelemetry into a host are not in the registry. Lives from start to shutdown, which sends what is left.
/// </summary>
sealed class Telemetry(Uri endpoint) : IHostedService, IDisposable
{
    const string Own = "Clockspot";
    TracerProvider? traces;
    MeterProvider? metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("clockspot");
        traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource("Microsoft.AspNetCore", Own)
            .AddProcessor(new WithoutAddresses())
            .AddOtlpExporter(options => To(options, "v1/traces"))
            .Build();
        metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting", "System.Runtime", Own)
            .AddOtlpExporter(options => To(options, "v1/metrics"))
            .Build();
        return Task.CompletedTask;
    }

    /// <summary>Sends what is left: the server stops before this does, so that its last requests are in it.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        traces?.Dispose();
        metrics?.Dispose();
    }

    void To(OtlpExporterOptions options, string path)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri(endpoint, path);
    }

    /// <summary>Takes paths and queries off a span: they hold tokens and workspaces' names. The route pattern stays.</summary>
    sealed class WithoutAddresses : BaseProcessor<Activity>
    {
        static readonly string[] told = ["url.path", "url.query", "url.full", "http.target", "http.url", "client.address", "user_agent.original"];

        public override void OnEnd(Activity data)
        {
            foreach (var tag in told) data.SetTag(tag, null);
        }
    }
}

static class TelemetrySetup
{
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (Settings.OtlpOf(builder.Configuration["Otlp:Endpoint"]) is { } endpoint) builder.Services.AddHostedService(_ => new Telemetry(endpoint));
    }
}
