using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Clockspot.Hosting;

/// <summary>
/// Traces and metrics over OTLP (HTTP, protobuf) when <c>Otlp:Endpoint</c> names a collector. What is left is sent when the host is disposed, after the
/// server's last request.
/// </summary>
static class Telemetry
{
    const string Own = "Clockspot";

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (Settings.OtlpOf(builder.Configuration["Otlp:Endpoint"]) is not { } endpoint) return;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("clockspot"))
            .WithTracing(traces => traces
                .AddSource("Microsoft.AspNetCore", Own)
                .AddProcessor(new WithoutAddresses())
                .AddOtlpExporter(options => To(options, endpoint, "v1/traces")))
            .WithMetrics(metrics => metrics
                .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting", "System.Runtime", Own)
                .AddOtlpExporter(options => To(options, endpoint, "v1/metrics")));
    }

    static void To(OtlpExporterOptions options, Uri endpoint, string path)
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
