using Clockspot.Bench;

// What the machine can do at best with this SDK, this file and these rows: Kestrel, plain ADO.NET and a JSON writer. No credential, no permission, no limits, no log, no problems, one
// account, one filter. It answers byte for byte what GET /api/v1/time-entries?limit=50 answers; bench/run.sh compares them before it measures.
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = args });
builder.Configuration.AddCommandLine(args);
builder.WebHost.UseKestrelCore().UseUrls(builder.Configuration["urls"]!);
builder.Services.AddRoutingCore();
var app = builder.Build();
var connection = $"Data Source={builder.Configuration["db"]};Mode=ReadWrite";
var account = builder.Configuration["account"]!;
app.MapGet("/time-entries", http => Entries.Answer(http, connection, account));
app.Run();
