using Clockspot.Features;
using Clockspot.Hosting;
using Clockspot.Hosting.Api;
using NodaTime;

if (Commands.Named(args) && !Commands.Understands(args)) return Commands.Usage();

var builder = WebApplication.CreateBuilder(args);
builder.AddSettings();
builder.AddLogs();
builder.AddServer();
#pragma warning disable RS0030 // The composition is the one place that names the ambient clock.
builder.Services.AddSingleton<IClock>(SystemClock.Instance);
#pragma warning restore RS0030
builder.AddData();
builder.AddPeople();
builder.AddPages();
builder.AddProblems();
builder.AddRateLimits();
builder.AddApi();
builder.AddTelemetry();
builder.AddHealth();
builder.Services.AddSlices();
if (Commands.Named(args)) return await Commands.Run(builder, args);

var app = builder.Build();
using var held = await InUse.Enter(app.Services.GetRequiredService<DataFolder>(), CancellationToken.None);
await app.Migrate();

app.UseForwardedHeaders();
app.UseMiddleware<RequestTrail>();
app.UseMiddleware<SecurityHeaders>();
if (!app.Environment.IsDevelopment()) app.UseHsts();
app.UseProblems();
app.UseRouting();
app.UseAuthentication();
app.UseAuthorization();
app.UseRateLimiter();
app.UseMiddleware<WorkspaceGate>();
app.UseAntiforgery();
app.UseMiddleware<FormCheck>();
app.MapHealth();
app.MapPages();
app.MapSlices();
app.MapApi();

await app.RunAsync();
return 0;

/// <summary>The program.</summary>
public sealed partial class Program;
