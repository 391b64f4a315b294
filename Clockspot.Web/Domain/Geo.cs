namespace Clockspot.Domain;

/// <summary>Distances on the earth.</summary>
public static class Geo
{
    /// <summary>The mean radius (IUGG), in meters. The ellipsoid differs by at most half a percent, far less than a device's error.</summary>
    const double EarthRadius = 6_371_008.8;

    /// <summary>Meters between two points in degrees, along the great circle. Haversine: exact for points that are close.</summary>
    public static double Meters(double latitude, double longitude, double otherLatitude, double otherLongitude)
    {
        var (from, to) = (Radians(latitude), Radians(otherLatitude));
        var north = Math.Sin((to - from) / 2);
        var east = Math.Sin(Radians(otherLongitude - longitude) / 2);
        var part = north * north + Math.Cos(from) * Math.Cos(to) * east * east;
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt(part)));
    }

    static double Radians(double degrees) => degrees * Math.PI / 180;
}
