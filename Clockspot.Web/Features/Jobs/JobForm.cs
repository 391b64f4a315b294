namespace Clockspot.Features.Jobs;

/// <summary>What the form of a job brings.</summary>
public sealed class JobForm
{
    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>Its code.</summary>
    public string? Code { get; set; }

    /// <summary>"everyone" or "chosen".</summary>
    public string? Who { get; set; }

    /// <summary>The employees that are ticked.</summary>
    public List<string>? EmployeeIds { get; set; }

    /// <summary>The version that was seen.</summary>
    public string? Version { get; set; }

    internal bool ForEveryone => Who != "chosen";

    internal int SeenVersion => int.TryParse(Version, System.Globalization.CultureInfo.InvariantCulture, out var version) ? version : 0;

    internal bool Has(Guid employee) => EmployeeIds?.Contains(employee.ToString()) == true;

    internal SaveJob Read() => new()
    {
        Name = Name, Code = Code, ForEveryone = ForEveryone,
        EmployeeIds = [.. (EmployeeIds ?? []).Select(id => Guid.TryParse(id, out var employee) ? employee : Guid.Empty)],
    };

    internal static JobForm Of(JobView job) => new()
    {
        Name = job.Name, Code = job.Code, Who = job.ForEveryone ? "everyone" : "chosen",
        EmployeeIds = [.. job.EmployeeIds.Select(id => id.ToString())],
        Version = job.Version.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
